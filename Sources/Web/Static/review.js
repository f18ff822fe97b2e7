// What a reviewer's hands need on a recording's page: a reel of pictures under the player, a strip to jump by, chapters
// that seek, single pictures, speeds, and a stretch to cut. Everything is also there without this script, but slower.

const zh = document.documentElement.lang.startsWith("zh");
const words = zh
    ? {
        reel: "时间轴", keys: "快捷键", speed: "速度", still: "保存这一帧", from: "设为片段起点", to: "设为片段终点",
        back: "上一帧", on: "下一帧", slower: "减速", faster: "加速",
        help: [
            ["空格 / K", "播放、暂停"], ["J / L", "后退、前进 10 秒"], ["← / →", "后退、前进 2 秒"], [", / .", "上一帧、下一帧"],
            ["[ / ]", "减速、加速"], ["P / N", "上一章节、下一章节"], ["I / O", "片段起点、终点"], ["S", "保存这一帧"], ["0–9", "跳到十分之几处"],
        ],
    }
    : {
        reel: "Timeline", keys: "Keys", speed: "Speed", still: "Save this picture", from: "Clip begins here",
        to: "Clip ends here", back: "One picture back", on: "One on", slower: "Slower", faster: "Faster",
        help: [
            ["Space / K", "play, pause"], ["J / L", "10 seconds back, on"], ["← / →", "2 seconds back, on"],
            [", / .", "one picture back, on"], ["[ / ]", "slower, faster"], ["P / N", "chapter before, next"],
            ["I / O", "clip begins, ends"], ["S", "save this picture"], ["0–9", "tenths of the whole"],
        ],
    };
const speeds = [0.25, 0.5, 0.75, 1, 1.5, 2, 4, 8];

const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
};

function clock(seconds) {
    const tenths = Math.round(seconds * 10);
    const [hours, minutes, rest] = [Math.floor(tenths / 36000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
    const tail = `${String(minutes).padStart(2, "0")}:${rest.toFixed(1).padStart(4, "0")}`;
    return hours ? `${hours}:${tail}` : tail;
}

// The storyboard's cues: from when, to when, and where on the sheet.
function cues(text, base) {
    const seconds = (time) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    return [...text.matchAll(/([\d:.]+) --> ([\d:.]+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g)].map((found) => ({
        from: seconds(found[1]), to: seconds(found[2]), sheet: new URL(found[3], base).href,
        x: Number(found[4]), y: Number(found[5]), width: Number(found[6]), height: Number(found[7]),
    }));
}

function picture(cue) {
    const shown = element("span", "tile");
    Object.assign(shown.style, {
        width: `${cue.width}px`, height: `${cue.height}px`, backgroundImage: `url("${cue.sheet}")`,
        backgroundPosition: `-${cue.x}px -${cue.y}px`,
    });
    return shown;
}

class Review {
    constructor(root) {
        this.root = root;
        this.video = root.querySelector("video");
        this.frame = Number(root.dataset.frameSeconds) || 0.04;
        this.length = Number(root.dataset.length) || 0;
        this.buildReel();
        this.buildBar();
        this.video.addEventListener("timeupdate", () => this.follow());
        this.video.addEventListener("ratechange", () => this.follow());
        // The session goes on in its next recording.
        this.video.addEventListener("ended", () => {
            const next = document.querySelector(".segments a[rel=next]");
            if (next) window.location.href = `${next.href}?play=1`;
        });
        if (new URLSearchParams(window.location.search).has("play")) this.play();
        document.addEventListener("keydown", (event) => this.key(event));
        document.addEventListener("click", (event) => {
            const chapter = event.target.closest?.(".chapters a[data-at], a[data-stretch]");
            if (!chapter) return;
            event.preventDefault();
            this.go(Number(chapter.dataset.at));
            this.video.scrollIntoView({ block: "nearest" });
        });
        if (root.dataset.board) this.loadBoard(root.dataset.board);
        this.follow();
    }

    get chapters() {
        return [...document.querySelectorAll(".chapters a[data-at]")].map((link) => Number(link.dataset.at));
    }

    go(seconds) {
        this.video.currentTime = Math.min(Math.max(0, seconds), this.length);
        this.follow();
    }

    // A bar of the whole recording: where it is, where its chapters are, and what is seen where the pointer is.
    buildReel() {
        this.reel = element("div", "reel");
        this.reel.setAttribute("role", "slider");
        this.reel.setAttribute("aria-label", words.reel);
        this.reel.setAttribute("aria-valuemin", "0");
        this.reel.setAttribute("aria-valuemax", String(Math.round(this.length)));
        this.reel.tabIndex = 0;
        this.done = element("span", "done");
        this.peek = element("span", "peek");
        this.peek.hidden = true;
        this.reel.append(this.done, this.peek);
        for (const at of this.chapters) {
            const tick = element("span", "tick");
            tick.style.left = `${100 * at / this.length}%`;
            this.reel.append(tick);
        }
        for (const one of document.querySelectorAll("a[data-stretch]")) {
            const mark = element("span", `stretch ${one.dataset.stretch}`);
            mark.style.left = `${100 * Number(one.dataset.at) / this.length}%`;
            mark.style.width = `${100 * (Number(one.dataset.to) - Number(one.dataset.at)) / this.length}%`;
            this.reel.append(mark);
        }
        const place = (event) => {
            const box = this.reel.getBoundingClientRect();
            return Math.min(Math.max(0, (event.clientX - box.left) / box.width), 1) * this.length;
        };
        this.reel.addEventListener("pointermove", (event) => this.show(place(event)));
        this.reel.addEventListener("pointerleave", () => { this.peek.hidden = true; });
        this.reel.addEventListener("click", (event) => this.go(place(event)));
        this.root.append(this.reel);
    }

    show(seconds) {
        this.peek.replaceChildren(element("span", "number", clock(seconds)));
        const cue = this.board?.find((one) => seconds < one.to) ?? this.board?.at(-1);
        if (cue) this.peek.prepend(picture(cue));
        this.peek.hidden = false;
        this.peek.style.left = `${100 * seconds / this.length}%`;
    }

    async loadBoard(address) {
        const response = await fetch(address);
        if (!response.ok) return;
        this.board = cues(await response.text(), response.url);
        const strip = element("div", "strip");
        const step = Math.max(1, Math.ceil(this.board.length / 10));
        for (let at = 0; at < this.board.length; at += step) {
            const cue = this.board[at];
            const button = element("button", "plain");
            button.type = "button";
            button.append(picture(cue), element("span", "number", clock(cue.from)));
            button.addEventListener("click", () => this.go(cue.from));
            strip.append(button);
        }
        this.reel.after(strip);
    }

    buildBar() {
        const bar = element("div", "bar");
        this.place = element("output", "number");
        this.rate = element("output", "number");
        const button = (text, act) => {
            const made = element("button", "plain", text);
            made.type = "button";
            made.addEventListener("click", act);
            bar.append(made);
        };
        bar.append(this.place, this.rate);
        button(words.back, () => this.step(-1));
        button(words.on, () => this.step(1));
        button(words.slower, () => this.speed(-1));
        button(words.faster, () => this.speed(1));
        if (document.querySelector("form.clip")) {
            button(words.from, () => this.mark("from"));
            button(words.to, () => this.mark("to"));
        }
        button(words.still, () => this.save());
        const help = element("details");
        help.append(element("summary", "", words.keys));
        const list = element("dl", "facts");
        for (const [key, meaning] of words.help) list.append(element("dt", "", key), element("dd", "", meaning));
        help.append(list);
        this.root.append(bar, help);
    }

    follow() {
        const at = this.video.currentTime;
        this.done.style.width = `${100 * at / (this.length || 1)}%`;
        this.reel.setAttribute("aria-valuenow", String(Math.round(at)));
        this.reel.setAttribute("aria-valuetext", clock(at));
        this.place.textContent = `${clock(at)} / ${clock(this.length)}`;
        this.rate.textContent = `${words.speed} ${this.video.playbackRate}×`;
        let now = null;
        for (const link of document.querySelectorAll(".chapters a[data-at]")) {
            link.parentElement.classList.remove("now");
            if (Number(link.dataset.at) <= at + 0.001) now = link;
        }
        now?.parentElement.classList.add("now");
    }

    // A play that is stopped before it began, or that a browser forbids, is no error of the page.
    play() {
        this.video.play().catch(() => {});
    }

    toggle() {
        if (this.video.paused) this.play();
        else this.video.pause();
    }

    step(pictures) {
        this.video.pause();
        this.go(this.video.currentTime + pictures * this.frame);
    }

    speed(steps) {
        const place = speeds.indexOf(this.video.playbackRate);
        const next = Math.min(Math.max(0, (place < 0 ? 3 : place) + steps), speeds.length - 1);
        this.video.playbackRate = speeds[next];
    }

    chapter(steps) {
        const at = this.video.currentTime;
        const all = this.chapters;
        const next = steps > 0 ? all.find((one) => one > at + 0.2) : all.filter((one) => one < at - 1).at(-1);
        if (next !== undefined) this.go(next);
    }

    mark(end) {
        const form = document.querySelector("form.clip");
        if (form) form.elements[end].value = this.video.currentTime.toFixed(3);
    }

    save() {
        const link = element("a");
        const at = this.video.currentTime.toFixed(3);
        link.href = `/recordings/${this.root.dataset.recording}/still.jpg?at=${at}`;
        link.download = `${this.root.dataset.recording}_${at}.jpg`;
        link.click();
    }

    key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.target.closest?.("input, textarea, select, summary, details")) return;
        // A button is pressed by the space bar, and the player has keys of its own.
        if (event.key === " " && event.target.closest?.("button, a, video")) return;
        if (event.key.startsWith("Arrow") && event.target.closest?.("video")) return;
        const video = this.video;
        const acts = {
            " ": () => this.toggle(), k: () => this.toggle(),
            j: () => this.go(video.currentTime - 10), l: () => this.go(video.currentTime + 10),
            ArrowLeft: () => this.go(video.currentTime - 2), ArrowRight: () => this.go(video.currentTime + 2),
            ",": () => this.step(-1), ".": () => this.step(1), "[": () => this.speed(-1), "]": () => this.speed(1),
            p: () => this.chapter(-1), n: () => this.chapter(1), i: () => this.mark("from"), o: () => this.mark("to"),
            s: () => this.save(),
        };
        const act = /^[0-9]$/.test(event.key)
            ? () => this.go(this.length * Number(event.key) / 10) : acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
        if (!act) return;
        event.preventDefault();
        act();
    }
}

const begin = () => {
    const root = document.querySelector(".review");
    if (root && !root.dataset.ready) {
        root.dataset.ready = "yes";
        new Review(root);
    }
};
begin();
document.addEventListener("fresh", begin);
