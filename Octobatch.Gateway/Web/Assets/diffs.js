// j and k go from diff to diff, x ticks one; says how many repositories are ticked.
const form = document.querySelector('[data-diffs]');
const diffs = [...document.querySelectorAll('.diff')];
const status = document.querySelector('[data-selected]');
const publish = document.querySelector('[data-publish-selected]');
const hint = status?.textContent;

const here = () => diffs.findIndex(diff => diff.contains(document.activeElement));

const go = index => {
    const diff = diffs[Math.max(0, Math.min(diffs.length - 1, index))];
    diff?.focus({ preventScroll: true });
    diff?.scrollIntoView({ block: 'start' });
};

const count = () => {
    if (!status) return;
    const ticked = [...form.querySelectorAll('[name=diff]:checked')];
    const repositories = ticked.reduce((sum, box) => sum + Number(box.dataset.repositories), 0);
    status.textContent = ticked.length
        ? `${ticked.length} ${ticked.length === 1 ? 'diff' : 'diffs'} ticked: ${repositories.toLocaleString('en')} ${repositories === 1 ? 'repository' : 'repositories'}.`
        : hint;
    publish.disabled = !ticked.length;
};

document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type=checkbox]), textarea, select')) return;
    if (event.key === 'j') go(here() + 1);
    else if (event.key === 'k') go(here() - 1);
    else if (event.key === 'x' && here() >= 0) diffs[here()].querySelector('[name=diff]')?.click();
    else return;
    event.preventDefault();
});
form?.addEventListener('change', count);
count();
