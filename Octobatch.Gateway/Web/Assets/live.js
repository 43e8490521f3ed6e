// Keeps a page up to date. Events only say that something changed; what is shown comes from the server as for everybody else, and of the
// page only those parts are replaced whose content differs, so nothing flickers and what somebody does in the rest goes on.
const source = document.querySelector('[data-live-events]');
const least = 2000; // milliseconds between two looks
const rest = 5000; // until one more look after the last event: numbers of large campaigns may be a few seconds old
let stream = null;
let looking = false;
let again = false;
let lookedAt = 0;
let later = 0;

const busy = part => part.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');

const keepTicks = (part, fresh) => {
    for (const box of part.querySelectorAll('input[type=checkbox]:checked')) {
        const same = fresh.querySelector(`input[name="${box.name}"][value="${CSS.escape(box.value)}"]`);
        if (same) same.setAttribute('checked', '');
    }
};

const keepOpen = (part, fresh) => {
    const summary = details => details.querySelector('summary')?.textContent;
    const open = new Set([...part.querySelectorAll('details[open]')].map(summary));
    for (const details of fresh.querySelectorAll('details')) details.toggleAttribute('open', open.has(summary(details)));
};

// Whoever is on a button or a link with the keyboard stays on it.
const replace = (part, fresh) => {
    const stops = () => [...part.querySelectorAll('a[href], button, summary')];
    const at = stops().indexOf(document.activeElement);
    const text = at < 0 ? null : document.activeElement.textContent;
    part.replaceChildren(...fresh.childNodes);
    if (at >= 0) (stops()[at]?.textContent === text ? stops()[at] : stops().find(stop => stop.textContent === text))?.focus({ preventScroll: true });
};

const look = async () => {
    if (looking) { again = true; return; }
    looking = true;
    await new Promise(done => setTimeout(done, Math.max(0, lookedAt + least - Date.now())));
    lookedAt = Date.now();
    try {
        const response = await fetch(location.href, { headers: { Accept: 'text/html' }, redirect: 'error' });
        if (response.ok) {
            const page = new DOMParser().parseFromString(await response.text(), 'text/html');
            for (const part of document.querySelectorAll('[data-live]')) {
                const fresh = page.getElementById(part.id);
                // Tokens of forms are different each time and say nothing new.
                const content = element => element.innerHTML.replace(/name="form_token" value="[^"]*"/g, '').replace(/ (checked|open)=""/g, '');
                if (fresh && !busy(part) && content(fresh) !== content(part)) {
                    keepTicks(part, fresh);
                    keepOpen(part, fresh);
                    replace(part, fresh);
                }
            }
        }
    } catch {
        // Away for a moment, or signed out: the next event or the next click tells.
    }
    looking = false;
    if (again) { again = false; look(); }
};

const listen = () => {
    if (stream || document.hidden) return;
    stream = new EventSource(source.dataset.liveEvents);
    // The first event comes at once: what happened between the page and the stream is seen by this look.
    stream.addEventListener('progress', () => {
        look();
        clearTimeout(later);
        later = setTimeout(look, rest);
    });
};

if (source) {
    // A browser has few connections to one host, so windows in the background let go of theirs.
    document.addEventListener('visibilitychange', () => {
        if (document.hidden) { stream?.close(); stream = null; } else { listen(); look(); }
    });
    listen();
}
