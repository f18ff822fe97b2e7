#!/bin/sh
# Makes the media samples of the tests with the ffmpeg program: make-samples.sh DIRECTORY
# A sample that is there already is kept; each one appears whole or not at all.
set -eu
directory=$1
mkdir -p "$directory"
work=$(mktemp -d "$directory/.making.XXXXXX")
trap 'rm -rf "$work"' EXIT

export SVT_LOG=0
run() { ffmpeg -nostdin -hide_banner -loglevel error -y "$@"; }

# sample NAME ARGUMENTS... : five seconds of a moving picture (input 0) and a tone (input 1)
sample() {
    name=$1
    shift
    [ -e "$directory/$name" ] && return
    run -f lavfi -i testsrc2=size=320x240:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000 \
        -t 5 -threads 1 "$@" "$work/$name"
    mv "$work/$name" "$directory/$name"
}

h264="-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 0"
sample moov-last.mp4 $h264 -c:a aac
sample moov-first.mp4 $h264 -c:a aac -movflags +faststart
sample fragmented.mp4 $h264 -c:a aac -movflags frag_keyframe+empty_moov+default_base_moof
sample camera.mov $h264 -c:a aac
sample aac.mkv $h264 -c:a aac
sample opus.mkv $h264 -c:a libopus
sample b-frames.mp4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 40 -bf 3 -c:a aac
sample b-frames.mkv -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 40 -bf 3 -c:a aac
sample open-gop.mp4 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 2 -x264-params open-gop=1 -c:a aac
sample variable-rate.mp4 -vf "select='mod(n,3)*lt(mod(n,50),40)'" -vsync vfr $h264 -c:a aac
sample gap.mp4 -vf "select='not(between(n,50,99))'" -vsync vfr $h264 -c:a aac
sample gap.mkv -vf "select='not(between(n,50,99))'" -vsync vfr $h264 -c:a aac
sample six-channels.mp4 $h264 -ac 6 -c:a aac
sample silent.mp4 -map 0:v $h264
sample late-start.mkv $h264 -c:a aac -output_ts_offset 3
sample late-start.mp4 $h264 -c:a aac -output_ts_offset 3
sample full-colour.mp4 -c:v libx264 -preset ultrafast -pix_fmt yuv444p -g 25 -c:a aac
sample pcm.mov $h264 -c:a pcm_s16le
sample vp9.webm -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 25 -c:a libopus
sample vp8.webm -c:v libvpx -deadline realtime -cpu-used 8 -g 25 -c:a libopus
sample vp8-vorbis.mkv -c:v libvpx -deadline realtime -cpu-used 8 -g 25 -c:a libvorbis
sample hevc.mp4 -c:v libx265 -preset ultrafast -x265-params log-level=none -pix_fmt yuv420p -g 25 -tag:v hvc1 -c:a aac
sample wide.mp4 -vf scale=1920:1080 $h264 -c:a aac
sample unknown-codec.mkv -c:v ffv1 -c:a aac
sample sound-only.m4a -map 1:a -c:a aac
sample picture.png -map 0:v -frames:v 1

# As a browser's recorder writes it: no duration, no seeking back.
if [ ! -e "$directory/live.webm" ]; then
    run -i "$directory/vp8.webm" -c copy -f webm -live 1 - > "$work/live.webm"
    mv "$work/live.webm" "$directory/live.webm"
fi
# This ffmpeg's rotate tag counts against the clock: the picture is to be turned 90 degrees clockwise.
if [ ! -e "$directory/rotated.mp4" ]; then
    run -i "$directory/moov-last.mp4" -c copy -metadata:s:v rotate=270 "$work/rotated.mp4"
    mv "$work/rotated.mp4" "$directory/rotated.mp4"
fi
if [ ! -e "$directory/resized.mkv" ]; then
    run -i "$directory/silent.mp4" -c copy -f h264 "$work/large.h264"
    run -i "$directory/silent.mp4" -vf scale=160:120 $h264 -f h264 "$work/small.h264"
    cat "$work/large.h264" "$work/small.h264" > "$work/both.h264"
    run -r 25 -i "$work/both.h264" -c copy "$work/resized.mkv"
    mv "$work/resized.mkv" "$directory/resized.mkv"
fi

# One file per container and codec: name, then the codecs. Three seconds, small, so that all are made in seconds.
# CONTAINER-PICTURE-SOUND.EXTENSION; "quiet" has no sound.
kind() {
    name=$1
    shift
    [ -e "$directory/$name" ] && return
    run -f lavfi -i testsrc2=size=192x144:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000 \
        -t 3 -threads 1 -strict -2 "$@" "$work/$name"
    mv "$work/$name" "$directory/$name"
}

small264="-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 0"
small265="-c:v libx265 -preset ultrafast -x265-params log-level=none:pools=none -pix_fmt yuv420p -g 25"
vp8="-c:v libvpx -deadline realtime -cpu-used 8 -g 25"
vp9="-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 25"
av1="-c:v libsvtav1 -preset 12 -g 25 -svtav1-params lp=1"
mpeg2="-c:v mpeg2video -g 12 -bf 2 -b:v 400k"
mpeg4="-c:v mpeg4 -g 25 -q:v 6"
mjpeg="-c:v mjpeg -pix_fmt yuvj420p -q:v 8"
theora="-c:v libtheora -pix_fmt yuv420p -g 25 -q:v 4"

kind mp4-h264-mp3.mp4 $small264 -c:a libmp3lame
kind mp4-h264-opus.mp4 $small264 -c:a libopus
kind mp4-h264-flac.mp4 $small264 -c:a flac
kind mp4-h264-ac3.mp4 $small264 -c:a ac3 -ac 6
kind mp4-h264-mp2.mp4 $small264 -c:a mp2 -b:a 128k
kind mp4-vp9-opus.mp4 $vp9 -c:a libopus
kind mp4-av1-aac.mp4 $av1 -c:a aac
kind mp4-mpeg4-aac.mp4 $mpeg4 -c:a aac
kind mp4-mpeg2-aac.mp4 $mpeg2 -c:a aac
kind mp4-mjpeg-aac.mp4 $mjpeg -c:a aac
kind mov-h264-alaw.mov $small264 -c:a pcm_alaw -ar 8000 -ac 1
kind mov-h264-s24.mov $small264 -c:a pcm_s24le -ac 2
kind mov-h264-alac.mov $small264 -c:a alac
kind mov-hevc-aac.mov $small265 -tag:v hvc1 -c:a aac
kind mov-mjpeg-pcm.mov $mjpeg -c:a pcm_s16be
kind mkv-h264-vorbis.mkv $small264 -c:a libvorbis -ac 2
kind mkv-h264-eac3.mkv $small264 -c:a eac3
kind mkv-h264-flac.mkv $small264 -c:a flac
kind mkv-h264-pcm.mkv $small264 -c:a pcm_s16le -ar 16000
kind mkv-vp8-aac.mkv $vp8 -c:a aac
kind mkv-av1-opus.mkv $av1 -c:a libopus
kind mkv-hevc-ac3.mkv $small265 -c:a ac3
kind mkv-theora-vorbis.mkv $theora -c:a libvorbis -ac 2
kind mkv-mpeg2-mp2.mkv $mpeg2 -c:a mp2
kind webm-av1-opus.webm $av1 -c:a libopus
kind webm-vp9-vorbis.webm $vp9 -c:a libvorbis -ac 2
kind ts-h264-aac.ts $small264 -c:a aac
kind ts-h264-bframes.ts -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 3 -c:a aac
kind ts-h264-ac3.ts $small264 -c:a ac3
kind ts-h264-mp2.ts $small264 -c:a mp2
kind ts-h264-opus.ts $small264 -c:a libopus
kind ts-h264-latm.ts $small264 -c:a aac -mpegts_flags latm
kind ts-h264-aac.m2ts $small264 -c:a aac -mpegts_m2ts_mode 1
kind ts-hevc-aac.ts $small265 -c:a aac
kind ts-mpeg2-mp2.ts $mpeg2 -c:a mp2
kind ts-mpeg4-mp3.ts $mpeg4 -c:a libmp3lame
kind ts-wrap.ts $small264 -c:a aac -output_ts_offset 95442.2
kind ps-mpeg2-mp2.mpg $mpeg2 -c:a mp2
kind ps-mpeg1-mp2.mpg -c:v mpeg1video -g 12 -c:a mp2
kind ps-mpeg2-ac3.vob $mpeg2 -c:a ac3
kind ps-h264-mp2.mpg $small264 -c:a mp2 -f vob
kind ps-h264-bframes.mpg -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 3 -c:a mp2 -f vob
kind ps-hevc-mp2.mpg $small265 -c:a mp2 -f vob
kind ps-wrap.mpg $small264 -c:a mp2 -f vob -output_ts_offset 95442.2
kind avi-h264-pcm.avi $small264 -c:a pcm_s16le
kind avi-h264-mp3.avi $small264 -c:a libmp3lame
kind avi-h264-mulaw.avi $small264 -c:a pcm_mulaw -ar 8000 -ac 1
kind avi-h264-bframes.avi -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 3 -c:a libmp3lame
kind avi-mpeg4-mp3.avi $mpeg4 -c:a libmp3lame
kind avi-mjpeg-pcm.avi $mjpeg -c:a pcm_u8
kind avi-mjpeg-adpcm.avi $mjpeg -c:a adpcm_ima_wav
kind flv-h264-aac.flv $small264 -c:a aac
kind flv-h264-bframes.flv -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 25 -bf 3 -c:a aac
kind flv-h264-mp3.flv $small264 -c:a libmp3lame -ar 44100
kind flv-h264-alaw.flv $small264 -c:a pcm_alaw -ar 8000 -ac 1
kind ogg-theora-vorbis.ogv $theora -c:a libvorbis -ac 2
kind ogg-theora-opus.ogv $theora -c:a libopus
kind ogg-vp8-vorbis.ogv $vp8 -c:a libvorbis -ac 2
kind mkv-h264-quiet.mkv -map 0:v $small264
kind ts-h264-quiet.ts -map 0:v $small264
kind avi-h264-quiet.avi -map 0:v $small264

# What recorders do besides. `from NAME ARGUMENTS...`: made of samples that are there already.
from() {
    name=$1
    shift
    [ -e "$directory/$name" ] && return
    run "$@" "$work/$name"
    mv "$work/$name" "$directory/$name"
}

# The film first, then the same upright or turned otherwise: this ffmpeg's rotate tag counts against the clock.
from turned-180.mov -i "$directory/mov-h264-s24.mov" -c copy -metadata:s:v rotate=180
from turned-270.mov -i "$directory/mov-h264-s24.mov" -c copy -metadata:s:v rotate=90
# In Matroska, older phones' programs leave the turn as a tag, clockwise. ffmpeg would turn it into its own.
if [ ! -e "$directory/turned-tag.mkv" ]; then
    run -i "$directory/ts-h264-aac.ts" -c copy -metadata:s:v rotatx=90 "$work/turned-tag.mkv"
    LC_ALL=C sed -i 's/ROTATX/ROTATE/' "$work/turned-tag.mkv"
    mv "$work/turned-tag.mkv" "$directory/turned-tag.mkv"
fi
from two-sounds.mkv -i "$directory/mp4-h264-ac3.mp4" -f lavfi -i sine=frequency=880:sample_rate=48000:duration=3 \
    -map 0:v -map 0:a -map 1:a -c:v copy -c:a:0 pcm_s16le -c:a:1 aac -metadata:s:a:0 language=eng -metadata:s:a:1 language=zho \
    -metadata:s:a:0 title=Ambience -metadata:s:a:1 title=现场 -disposition:a:0 0 -disposition:a:1 default
from two-pictures.ts -i "$directory/ts-h264-aac.ts" -i "$directory/ts-mpeg2-mp2.ts" -map 0 -map 1:v -c copy
from cover.mp4 -i "$directory/mp4-h264-mp3.mp4" -i "$directory/picture.png" -map 0 -map 1 -c copy -disposition:v:1 attached_pic
if [ ! -e "$directory/subtitles.mkv" ]; then
    printf '1\n00:00:00,000 --> 00:00:02,000\n问\n' > "$work/words.srt"
    run -i "$directory/mp4-h264-mp3.mp4" -i "$work/words.srt" -map 0 -map 1 -c copy -c:s srt "$work/subtitles.mkv"
    mv "$work/subtitles.mkv" "$directory/subtitles.mkv"
fi
from varying.avi -i "$directory/variable-rate.mp4" -c copy
from varying.flv -i "$directory/variable-rate.mp4" -c copy
from varying.ts -i "$directory/variable-rate.mp4" -c copy
# Sound that begins long after the picture.
from late-sound.ts -f lavfi -i testsrc2=size=96x72:rate=10 -itsoffset 12 -f lavfi -i sine=frequency=440:duration=3 \
    -map 0:v -map 1:a -t 15 $small264 -c:a aac
# A name that lies, a start in the middle of a packet, a recorder that was switched off and on, a maker's own header.
[ -e "$directory/named.mp4" ] || cp "$directory/ts-h264-aac.ts" "$directory/named.mp4"
[ -e "$directory/torn-head.ts" ] || tail -c +100 "$directory/ts-h264-aac.ts" > "$directory/torn-head.ts"
[ -e "$directory/restarted.ts" ] || cat "$directory/ts-h264-aac.ts" "$directory/ts-h264-aac.ts" > "$directory/restarted.ts"
[ -e "$directory/restarted.mpg" ] || cat "$directory/ps-h264-mp2.mpg" "$directory/ps-h264-mp2.mpg" > "$directory/restarted.mpg"
[ -e "$directory/maker.mpg" ] || (printf 'IMKH%036d' 0; cat "$directory/ps-h264-mp2.mpg") > "$directory/maker.mpg"
# No encoder for AMR is in Debian; any bits are sound: its frames of 12.2 kbit/s, 20 ms each.
if [ ! -e "$directory/3gp-h264-amr.3gp" ]; then
    { printf '#!AMR\n'; i=0; while [ $i -lt 150 ]; do
        printf '\074'; dd if="$directory/wide.mp4" bs=31 skip=$((i + 500)) count=1 2>/dev/null; i=$((i + 1))
    done; } > "$work/sound.amr"
    run -i "$directory/silent.mp4" -i "$work/sound.amr" -map 0:v -map 1:a -c copy -t 3 "$work/3gp-h264-amr.3gp"
    mv "$work/3gp-h264-amr.3gp" "$directory/3gp-h264-amr.3gp"
fi
