// Completes words of the query language, and values where there are only so many. The words come from the help below the box.
for (const box of document.querySelectorAll('[data-query-box]')) {
    const input = box.querySelector('input');
    const list = box.querySelector('[role=listbox]');
    const words = [...document.querySelectorAll('[data-word]')].map(code => ({
        word: code.dataset.word,
        help: code.closest('dt').nextElementSibling.textContent,
        values: code.dataset.values.split(' ').filter(value => value),
    }));
    let options = [];
    let active = -1;

    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-expanded', 'false');

    // The term that the caret stands in; null inside quotes.
    const term = () => {
        const before = input.value.slice(0, input.selectionStart);
        if ((before.match(/"/g) ?? []).length % 2) return null;
        const start = before.lastIndexOf(' ') + 1;
        return { start, text: before.slice(start) };
    };

    const completions = text => {
        const minus = text.startsWith('-') ? '-' : '';
        const bare = text.slice(minus.length).toLowerCase();
        const known = words.find(({ word }) => word.endsWith(':') && bare.startsWith(word));
        if (known) {
            return known.values
                .filter(value => value.startsWith(bare.slice(known.word.length)) && bare !== known.word + value)
                .map(value => ({ text: minus + known.word + value, shown: known.word + value, help: '', ends: true }));
        }
        return words.filter(({ word }) => bare && word.startsWith(bare)).map(({ word, help }) => ({ text: minus + word, shown: word, help, ends: false }));
    };

    const close = () => {
        options = [];
        active = -1;
        list.hidden = true;
        list.replaceChildren();
        input.setAttribute('aria-expanded', 'false');
        input.removeAttribute('aria-activedescendant');
    };

    const mark = index => {
        active = index;
        [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === active)));
        if (active < 0) input.removeAttribute('aria-activedescendant');
        else input.setAttribute('aria-activedescendant', list.children[active].id);
    };

    const choose = option => {
        const { start } = term();
        const text = option.text + (option.ends ? ' ' : '');
        input.setRangeText(text, start, input.selectionStart, 'end');
        show();
    };

    const show = () => {
        const current = term();
        options = current ? completions(current.text) : [];
        if (!options.length) return close();
        list.replaceChildren(...options.map((option, i) => {
            const item = document.createElement('li');
            item.id = `${list.id}-${i}`;
            item.setAttribute('role', 'option');
            const word = document.createElement('code');
            word.textContent = option.shown;
            item.append(word, ' ', option.help);
            item.addEventListener('mousedown', event => { event.preventDefault(); choose(option); });
            return item;
        }));
        list.hidden = false;
        input.setAttribute('aria-expanded', 'true');
        mark(-1);
    };

    input.addEventListener('input', show);
    input.addEventListener('blur', close);
    input.addEventListener('keydown', event => {
        if (list.hidden) return;
        if (event.key === 'ArrowDown') mark((active + 1) % options.length);
        else if (event.key === 'ArrowUp') mark((active + options.length) % (options.length + 1) - 1);
        else if (event.key === 'Escape') close();
        else if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0) choose(options[active]);
        else return;
        event.preventDefault();
    });
}
