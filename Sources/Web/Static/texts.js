// Buttons that copy a text; without a script the field beside them can still be selected.
function arm(part) {
    for (const button of part.querySelectorAll("button[data-copy]")) {
        button.hidden = false;
        button.addEventListener("click", () => copy(button));
    }
}

async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
        await navigator.clipboard.writeText(field.value);
    } catch {
        // Plain http beyond this machine has no clipboard of its own.
        if (!document.execCommand("copy")) return;
    }
    button.textContent = button.dataset.done;
}

arm(document);
// The console's script puts in parts of the page anew.
document.addEventListener("fresh", (event) => arm(event.target));
