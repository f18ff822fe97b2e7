// Buttons that copy a text; without a script the field beside them can still be selected.
for (const button of document.querySelectorAll("button[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
        field.select();
        try {
            await navigator.clipboard.writeText(field.value);
        } catch {
            // Plain http beyond this machine has no clipboard of its own.
            if (!document.execCommand("copy")) return;
        }
        button.textContent = button.dataset.done;
    });
}
