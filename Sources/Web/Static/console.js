// Keeps an open page of the console true: after a change on the server it asks for the page again and puts in what is
// different. What somebody is filling in, or watching, is never touched; then a line says that there is news.

const pause = 1000;
const words = document.documentElement.lang.startsWith("zh")
    ? { news: "本页内容已更新。", reload: "刷新" } : { news: "This page has news.", reload: "Reload" };

// What the server said last of each part, as text: comparing with the page itself would see what people typed.
const said = new Map();
// Parts that were sent anew only because a form's key changes each time are the same.
const text = (part) => part.outerHTML.replace(/(<input[^>]*name="key"[^>]*value=")[^"]*/g, "$1");
// The document itself says that its line is open by the same name: it is no part.
const parts = (root) => root.querySelectorAll("body [data-live]");
for (const part of parts(document)) said.set(part.id, text(part));

function touched(part) {
    if (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) return true;
    for (const player of part.querySelectorAll("video, audio")) {
        if (!player.paused || player.currentTime > 0) return true;
    }
    if (part.querySelector("details[open]")) return true;
    for (const field of part.querySelectorAll("input, textarea, select")) {
        if (field.type === "hidden") continue;
        if (field.type === "checkbox" || field.type === "radio") {
            if (field.checked !== field.defaultChecked) return true;
        } else if (field.tagName === "SELECT") {
            const standard = [...field.options].findIndex((option) => option.defaultSelected);
            if (field.selectedIndex !== Math.max(standard, 0)) return true;
        } else if (field.value !== field.defaultValue) return true;
    }
    return false;
}

function tellNews() {
    if (document.getElementById("news")) return;
    const line = document.createElement("p");
    line.id = "news";
    line.setAttribute("role", "status");
    const link = document.createElement("a");
    link.href = window.location.href;
    link.textContent = words.reload;
    line.append(words.news, " ", link);
    document.body.append(line);
}

async function refresh() {
    const response = await fetch(window.location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of parts(document)) {
        const now = fresh.getElementById(part.id);
        if (!now) {
            tellNews();
            continue;
        }
        const saying = text(now);
        if (saying === said.get(part.id)) continue;
        if (touched(part)) {
            tellNews();
            continue;
        }
        said.set(part.id, saying);
        const placed = document.adoptNode(now);
        part.replaceWith(placed);
        // What a page's own script has done to the part before, it does again.
        placed.dispatchEvent(new CustomEvent("fresh", { bubbles: true }));
    }
    if ([...parts(fresh)].some((part) => !document.getElementById(part.id))) tellNews();
    refreshAlerts(fresh.getElementById("alerts"));
}

let saidOfAlerts = document.getElementById("alerts")?.outerHTML;

// One that somebody has opened to read stays open while it stands.
function refreshAlerts(now) {
    const before = document.getElementById("alerts");
    if (!now || !before || now.outerHTML === saidOfAlerts) return;
    saidOfAlerts = now.outerHTML;
    const title = (alert) => alert.querySelector("summary")?.textContent;
    const open = new Set([...before.querySelectorAll("details[open]")].map(title));
    for (const alert of now.querySelectorAll("details")) alert.open = open.has(title(alert));
    before.replaceWith(document.adoptNode(now));
}

let due = false;
let working = false;

async function look() {
    due = true;
    if (working) return;
    working = true;
    while (due) {
        due = false;
        try {
            await refresh();
        } catch {
            // No connection just now: the next event, or the line's return, asks again.
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
    working = false;
}

// A page about one check takes no interest in others.
const own = document.getElementById("live")?.dataset.check;
function concerns(hint) {
    if (!own || hint.everything || hint.checks.length === 0) return true;
    return hint.checks.includes(own) || hint.tables.includes("alert");
}

// A browser keeps few lines to one server: only a page that is seen holds one.
const reopening = 5000;
let source = null;
// The page is older than its line: what happened in between is not told, so that each opening looks once.
let missed = true;
function listen() {
    const line = new EventSource("/events");
    source = line;
    line.addEventListener("open", () => {
        if (missed) look();
        missed = false;
        document.documentElement.dataset.live = "yes";
    });
    line.addEventListener("change", (event) => { if (concerns(JSON.parse(event.data))) look(); });
    line.addEventListener("error", () => {
        missed = true;
        delete document.documentElement.dataset.live;
        // A line that broke the browser opens again by itself; one that was refused (the daemon restarts, too many
        // pages are open) it gives up for ever.
        if (line.readyState !== EventSource.CLOSED || source !== line) return;
        source = null;
        setTimeout(follow, reopening);
    });
}

function follow() {
    if (document.visibilityState === "visible") {
        if (!source) {
            listen();
            return true;
        }
    } else {
        source?.close();
        source = null;
    }
    return false;
}

// An answer to a form's POST stands at an address that shows something else: it is left as it is.
if (document.getElementById("main")?.dataset.answer !== "yes" && parts(document).length > 0) {
    follow();
    document.addEventListener("visibilitychange", () => { if (follow()) look(); });
}
