// j and k go from diff to diff, x ticks one; says how many repositories are ticked. Ticks are kept while the window is open, by preview,
// because its diffs may fill many pages, and until something is published: not when that was refused.
const form = document.querySelector('[data-diffs]');
const diffs = [...document.querySelectorAll('.diff')];
const status = document.querySelector('[data-selected]');
const publish = document.querySelector('[data-publish-selected]');
const untick = document.querySelector('[data-untick]');
const boxes = [...document.querySelectorAll('[name=diff]')];
const key = form && `ticked ${form.action} ${form.elements.preview.value} ${form.dataset.published}`;
const hint = status?.textContent;

const here = () => diffs.findIndex(diff => diff.contains(document.activeElement));

const go = index => {
    const diff = diffs[Math.max(0, Math.min(diffs.length - 1, index))];
    diff?.focus({ preventScroll: true });
    diff?.scrollIntoView({ block: 'start' });
};

// By the hash of a diff, how many repositories have it.
const ticked = () => new Map(JSON.parse(sessionStorage.getItem(key) ?? '[]'));
const keep = all => sessionStorage.setItem(key, JSON.stringify([...all]));
const many = (number, one, more) => `${number.toLocaleString('en')} ${number === 1 ? one : more}`;

const show = () => {
    if (!status) return;
    const all = ticked();
    for (const box of boxes) box.checked = all.has(box.value);
    const elsewhere = all.size - boxes.filter(box => box.checked).length;
    const repositories = [...all.values()].reduce((sum, count) => sum + count, 0);
    status.textContent = all.size
        ? `${many(all.size, 'diff', 'diffs')} ticked${elsewhere ? `, ${elsewhere} of them on other pages` : ''}: ${many(repositories, 'repository', 'repositories')}.`
        : hint;
    publish.disabled = untick.hidden = !all.size;
};

document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type=checkbox]), textarea, select')) return;
    if (event.key === 'j') go(here() + 1);
    else if (event.key === 'k') go(here() - 1);
    else if (event.key === 'x' && here() >= 0) diffs[here()].querySelector('[name=diff]')?.click();
    else return;
    event.preventDefault();
});
form?.addEventListener('change', ({ target }) => {
    const all = ticked();
    if (target.checked) all.set(target.value, Number(target.dataset.repositories));
    else all.delete(target.value);
    keep(all);
    show();
});
untick?.addEventListener('click', () => { keep(new Map()); show(); });
form?.addEventListener('formdata', ({ formData }) => {
    for (const hash of ticked().keys()) {
        if (!boxes.some(box => box.value === hash)) formData.append('diff', hash);
    }
});
// Also when the browser goes back to the page as it was left.
addEventListener('pageshow', show);
show();
