// What Swift cannot import of FFmpeg's headers, as typed functions. Nothing else belongs here.
#ifndef VIDEOCHECK_CFFMPEG_SHIM_H
#define VIDEOCHECK_CFFMPEG_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>

/// The negative error code of an errno value.
static inline int vc_error(int errno_value) { return AVERROR(errno_value); }

static inline int vc_error_eof(void) { return AVERROR_EOF; }

/// Of bytes that make no sense.
static inline int vc_error_data(void) { return AVERROR_INVALIDDATA; }

static inline int vc_error_again(void) { return AVERROR(EAGAIN); }

/// The mark of a timestamp that is not known.
static inline int64_t vc_no_time(void) { return AV_NOPTS_VALUE; }

/// The unit of a container's own start and duration.
static inline AVRational vc_microseconds(void) { return AV_TIME_BASE_Q; }

#endif
