# VideoCheck: the targets a person types. Swift 6.3 and git come first; the rest is fetched where it lacks.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two of SwiftPM, or of apt, would wait for or refuse one another; each uses every core by itself.
.NOTPARALLEL:

# What the programs are built from, what reads workbooks, and the ffmpeg program that makes the sample.
PACKAGES := libavformat-dev libavcodec-dev libavutil-dev libswresample-dev libswscale-dev \
	libcurl4-openssl-dev libsqlite3-dev libqrencode-dev zlib1g-dev python3-openpyxl ffmpeg
# What the tests use besides: peers from PyPI in a virtual environment, a browser that can show Chinese, zsh for the
# completion script, readers of QR codes, what prints documents, systemd's judgement of the units, and what looks into
# programs and answers.
TEST_PACKAGES := systemd python3-venv chromium fonts-noto-cjk zsh zbar-tools librsvg2-bin weasyprint curl binutils openssl

# Peers of the benchmarks: who asks as fast as it goes, and who writes the same rows.
BENCH_PACKAGES := wrk sqlite3

VENV := .build/venv
SAMPLE := .build/samples/demo.mp4

.PHONY: help
help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: deps ## Release build of every program into .build/release
	swift build -c release

.PHONY: run
run: deps $(SAMPLE) ## Demonstration centre: the main job, then it serves (ONCE=1: ends after the main job)
	swift build
	exec .build/debug/videocheck-demo run $(if $(filter-out 0,$(ONCE)),--once) --sample $(SAMPLE)

# Seconds after which one end-to-end test is called hung; a slow machine stays far below it.
TEST_TIMEOUT ?= 600

.PHONY: test
test: test-deps $(VENV)/installed $(SAMPLE) ## Every test: Swift, end to end, browser
	swift build --build-tests
	swift test --skip-build
	$(VENV)/bin/python -m pytest -p no:cacheprovider --timeout=$(TEST_TIMEOUT) Tests/EndToEnd Tests/Browser -q

# Where "make install" takes the programs from, and where it puts them. DESTDIR stands before every path.
BUILD_DIR ?= .build/release
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: install
install: ## Install programs, units and configuration (PREFIX=/usr/local DESTDIR=); after make build
	@BUILD_DIR="$(BUILD_DIR)" PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" systemd/install.sh install

.PHONY: uninstall
uninstall: ## Remove what install put there; configuration, state, footage and backups stay
	@BUILD_DIR="$(BUILD_DIR)" PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" systemd/install.sh uninstall

.PHONY: bench
bench: test-deps bench-deps $(VENV)/installed build ## Speed and memory, measured against the usual tools
	$(VENV)/bin/python Tests/Bench/bench.py

.PHONY: soak
soak: test-deps $(VENV)/installed $(SAMPLE) build ## Long runs: 20 kills of each kind and power cuts, a walk of 100,000 commands, 10,000 mutated files, fuzzing, the restore drill (VIDEOCHECK_DRILL_GB=10)
	swift build
	VIDEOCHECK_TRIALS=$${VIDEOCHECK_TRIALS:-20} $(VENV)/bin/python -m pytest -p no:cacheprovider \
		Tests/EndToEnd/test_kill.py Tests/EndToEnd/test_incoming.py Tests/EndToEnd/test_backup.py \
		Tests/EndToEnd/test_power.py -k 'kill or power' -q
	VIDEOCHECK_WALK_COMMANDS=$${VIDEOCHECK_WALK_COMMANDS:-100000} $(VENV)/bin/python -m pytest -p no:cacheprovider \
		Tests/EndToEnd/test_walk.py -q
	VIDEOCHECK_MUTANTS=$${VIDEOCHECK_MUTANTS:-10000} swift test --filter DamageTests
	VIDEOCHECK_FUZZ_SECONDS=$${VIDEOCHECK_FUZZ_SECONDS:-300} Tests/Fuzz/fuzz.sh
	$(VENV)/bin/python Tests/Soak/drill.py

.PHONY: format
format: ## Rewrite the sources in the house format
	swift format --in-place --recursive --configuration .swift-format Sources Tests Package.swift

.PHONY: lint
lint: ## Check the format
	swift format lint --strict --recursive --configuration .swift-format Sources Tests Package.swift

.PHONY: clean
clean: ## Remove builds; a demonstration's state and footage stay
	rm -rf .build

.PHONY: deps
deps: ## Install the Debian packages that the build lacks (root), or print the line
	@$(call install,$(PACKAGES))

.PHONY: test-deps
test-deps: ## The same for the tests
	@$(call install,$(PACKAGES) $(TEST_PACKAGES))

.PHONY: bench-deps
bench-deps: ## The same for the benchmarks
	@$(call install,$(BENCH_PACKAGES))

# Asks dpkg first, so that a complete machine needs neither root nor network.
define install
lacking=(); \
for package in $(1); do \
	status=$$(dpkg-query -W -f '$${db:Status-Status}' "$$package" 2>/dev/null || true); \
	[[ $$status == installed ]] || lacking+=("$$package"); \
done; \
if (( $${#lacking[@]} )); then \
	line="apt-get update && apt-get install -y --no-install-recommends $${lacking[*]}"; \
	if (( EUID != 0 )); then \
		echo "Debian packages are missing. As root, run:" >&2; \
		echo "  $$line" >&2; \
		exit 1; \
	fi; \
	echo "$$line"; \
	export DEBIAN_FRONTEND=noninteractive; \
	apt-get update -q && apt-get install -y -q --no-install-recommends "$${lacking[@]}"; \
fi
endef

# Debian's own Python: a pip outside a virtual environment is refused there.
$(VENV)/installed: Tests/requirements.txt | test-deps
	/usr/bin/python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

# Twelve seconds that every browser plays: H.264 with a keyframe each second, AAC.
$(SAMPLE): | deps
	mkdir -p $(@D)
	ffmpeg -hide_banner -loglevel error -y \
		-f lavfi -i testsrc2=size=640x360:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000 -t 12 \
		-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -keyint_min 25 -sc_threshold 0 \
		-c:a aac -b:a 96k -ac 1 -movflags +faststart $(@D)/unfinished.mp4
	mv $(@D)/unfinished.mp4 $@
