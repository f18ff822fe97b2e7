#!/bin/sh
# Makes the media samples of the tests with the ffmpeg program: make-samples.sh DIRECTORY
# A sample that is there already is kept; each one appears whole or not at all.
set -eu
directory=$1
mkdir -p "$directory"
work=$(mktemp -d "$directory/.making.XXXXXX")
trap 'rm -rf "$work"' EXIT

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
