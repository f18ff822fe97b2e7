#!/bin/bash
# Fuzzes what reads hostile bytes in the daemon, by libFuzzer, for so many seconds each (VIDEOCHECK_FUZZ_SECONDS, 60).
# Corpora grow under .build/fuzz; what breaks something is kept there, and named at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${VIDEOCHECK_FUZZ_SECONDS:-60}
place=.build/fuzz
mkdir -p "$place"
coverage=(-O -parse-as-library -sanitize=fuzzer)
sources=()
while IFS= read -r file; do sources+=("$file"); done < <(find Sources/MediaJobs -name '*.swift' | sort)
swiftc "${coverage[@]}" -wmo -enable-testing -module-name MediaJobs -emit-module \
	-emit-module-path "$place/MediaJobs.swiftmodule" -c "${sources[@]}" -o "$place/MediaJobs.o"

for target in IndexFuzz AnswerFuzz; do
	swiftc "${coverage[@]}" -I "$place" "Tests/Fuzz/$target.swift" "$place/MediaJobs.o" -o "$place/$target"
	mkdir -p "$place/$target.corpus"
	# Something that is well-formed to begin with.
	case $target in
	IndexFuzz) printf '\2\1\1\0\0\3\0\0\0\3\0' > "$place/$target.corpus/block" ;;
	AnswerFuzz) cp Tests/Fuzz/answers/*.json "$place/$target.corpus/" ;;
	esac
	echo "$target: $seconds s"
	"$place/$target" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
		-artifact_prefix="$place/$target-" -print_final_stats=1 "$place/$target.corpus" 2>&1 |
		grep -E 'SUMMARY|ERROR|Fatal|Test unit written|number_of_executed_units|new_units_added|DONE' || true
	# The pipe hides how it ended: an artifact tells.
	if compgen -G "$place/$target-*" > /dev/null; then
		echo "$target: broken by $(ls "$place/$target"-*)" >&2
		exit 1
	fi
done
