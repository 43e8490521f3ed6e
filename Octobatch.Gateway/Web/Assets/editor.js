// Numbers the lines of the spec, has it checked a moment after the last key, and shows what the server says where it belongs. The answers
// are the page's own parts, as it has them without scripts.
const form = document.querySelector('[data-editor]');
const text = document.getElementById('spec');
const lines = form.querySelector('[data-lines]');
const pause = 400; // milliseconds after the last key
let timer = 0;
let asked = 0;
const newest = {}; // of each part the latest question about it

const wrong = () => new Set([...document.querySelectorAll('#verdict [data-line]')].map(error => Number(error.dataset.line)));

const number = () => {
    const count = text.value.split('\n').length;
    const marked = wrong();
    while (lines.children.length > count) lines.lastChild.remove();
    while (lines.children.length < count) lines.append(document.createElement('li'));
    [...lines.children].forEach((line, i) => line.classList.toggle('wrong', marked.has(i + 1)));
    text.setAttribute('aria-invalid', String(marked.size > 0));
    lines.scrollTop = text.scrollTop;
};

// Sends the form as a button would and takes parts of the answer over.
const ask = async (what, parts) => {
    const mine = ++asked;
    for (const id of parts) newest[id] = mine;
    const body = new URLSearchParams(new FormData(form));
    body.set('what', what);
    let answer;
    try {
        const response = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' }, redirect: 'error' });
        answer = new DOMParser().parseFromString(await response.text(), 'text/html');
        if (!response.ok) answer = refused(answer.querySelector('.problem h1')?.textContent ?? `The server answered with status ${response.status}`, answer.querySelector('.problem h1 + p')?.textContent);
    } catch {
        // Who is signed out is sent on to the sign-in, which would take the place of what was typed.
        answer = refused('Octobatch cannot be reached, or you are signed out', 'Try again.');
    }
    for (const id of parts) {
        if (newest[id] !== mine) continue; // something newer is on its way
        const fresh = answer.getElementById(id);
        const part = document.getElementById(id);
        if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    }
    number();
};

// An answer that says in the page's own place why there is none.
const refused = (title, detail) => {
    const answer = document.createDocumentFragment();
    const verdict = document.createElement('div');
    const words = document.createElement('p');
    const strong = document.createElement('strong');
    verdict.id = 'verdict';
    words.className = 'error';
    strong.textContent = `${title}.`;
    words.append(strong, ` ${detail ?? ''} What you wrote is still here.`);
    verdict.append(words);
    answer.append(verdict);
    return answer;
};

const check = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask('check', ['verdict']), pause);
};

const jump = (line, column) => {
    const before = text.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(before + column - 1, before + column - 1);
    text.scrollTop = Math.max(0, (line - 5) * parseFloat(getComputedStyle(text).lineHeight));
};

text.addEventListener('input', () => { number(); check(); });
text.addEventListener('scroll', () => { lines.scrollTop = text.scrollTop; });
text.addEventListener('keydown', event => {
    // Tab goes on to the next field, as everywhere; Enter keeps the indentation.
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.isComposing) return;
    const before = text.value.slice(0, text.selectionStart);
    const indent = before.slice(before.lastIndexOf('\n') + 1).match(/^ */)[0];
    event.preventDefault();
    text.setRangeText('\n' + indent, text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input'));
});
document.getElementById('verdict').addEventListener('click', event => {
    const error = event.target.closest('a')?.closest('[data-line]');
    if (!error) return;
    event.preventDefault();
    jump(Number(error.dataset.line), Number(error.dataset.column || 1));
});
for (const button of form.querySelectorAll('[data-part]')) {
    button.addEventListener('click', async event => {
        event.preventDefault();
        button.disabled = true;
        form.setAttribute('aria-busy', 'true');
        await ask(button.value, ['verdict', 'targets', 'dry-run']);
        button.disabled = false;
        form.removeAttribute('aria-busy');
    });
}
number();
