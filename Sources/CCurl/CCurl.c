#include "CCurl.h"

// libcurl's type-checking macros would look at these parameters by name, not at what a caller gave; the
// prototypes above do that work, so the plain functions are called.
#undef curl_easy_setopt
#undef curl_easy_getinfo

CURLcode vc_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURLcode vc_setopt_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode vc_setopt_off(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode vc_setopt_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode vc_setopt_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode vc_setopt_list(CURL *easy, CURLoption option, struct curl_slist *list) {
    return curl_easy_setopt(easy, option, list);
}

CURLcode vc_setopt_write(CURL *easy, CURLoption option, vc_write_function function) {
    return curl_easy_setopt(easy, option, function);
}

CURLcode vc_setopt_read(CURL *easy, vc_read_function function) {
    return curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
}

CURLcode vc_getinfo_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

const struct curl_slist *vc_certificate(CURL *easy) {
    struct curl_certinfo *chain = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL || chain->num_of_certs < 1) {
        return NULL;
    }
    return chain->certinfo[0];
}

int vc_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            // Copied out now: the message itself dies with the next call on the handle.
            *easy = message->easy_handle;
            *result = message->data.result;
            return 1;
        }
    }
    return 0;
}
