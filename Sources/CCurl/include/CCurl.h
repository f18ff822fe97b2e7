// Typed, non-variadic doors into libcurl, since Swift imports no variadic C function and no anonymous union.
// One shim per kind of argument; the constants (CURLOPT_…, CURLINFO_…, CURLE_…) come through by themselves.
#ifndef VIDEOCHECK_CCURL_H
#define VIDEOCHECK_CCURL_H

#include <curl/curl.h>

// Receives `size` bytes at `bytes`; returns how many were taken. Fewer than `size` ends the transfer.
typedef size_t (*vc_write_function)(char *bytes, size_t item, size_t count, void *context);
// Fills `bytes` with at most item × count bytes; returns how many; 0 ends the upload.
typedef size_t (*vc_read_function)(char *bytes, size_t item, size_t count, void *context);

// Once in a process, before any other call.
CURLcode vc_global_init(void);
CURLcode vc_setopt_long(CURL *easy, CURLoption option, long value);
CURLcode vc_setopt_off(CURL *easy, CURLoption option, curl_off_t value);
// libcurl copies the string, except for CURLOPT_POSTFIELDS: use vc_setopt_pointer there.
CURLcode vc_setopt_string(CURL *easy, CURLoption option, const char *value);
// The memory stays the caller's, and must outlive the transfer.
CURLcode vc_setopt_pointer(CURL *easy, CURLoption option, void *value);
// The list stays the caller's, and must outlive the transfer.
CURLcode vc_setopt_list(CURL *easy, CURLoption option, struct curl_slist *list);
CURLcode vc_setopt_write(CURL *easy, CURLoption option, vc_write_function function);
CURLcode vc_setopt_read(CURL *easy, vc_read_function function);

CURLcode vc_getinfo_long(CURL *easy, CURLINFO info, long *value);

// Lines "Name:value" on the certificate that the other side showed (CURLOPT_CERTINFO); NULL without TLS. The list is
// libcurl's, and lives until the handle is used again.
const struct curl_slist *vc_certificate(CURL *easy);

// The next finished transfer of `multi`: 1 and its handle and result, or 0 when there is none.
int vc_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result);

#endif
