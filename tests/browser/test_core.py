"""The core of the page, tested in the page: signals, elements, router-free, each case a few lines of JavaScript."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Server

CASES = {
    "an effect runs again after a change, once for many": """
        const a = signal(1), b = signal(2), seen = [];
        effect(() => seen.push(a() + b()));
        a.set(10); b.set(20); settle();
        return [seen, [3, 30]];""",
    "the same value wakes nobody": """
        const a = signal(1); let runs = 0;
        effect(() => { a(); runs += 1; });
        a.set(1); settle();
        return [runs, 1];""",
    "a computed value is made when it is asked for, once": """
        const a = signal(2); let made = 0;
        const twice = computed(() => { made += 1; return a() * 2; });
        twice(); twice(); a.set(3);
        return [[twice(), made], [6, 2]];""",
    "an effect through a computed value sees the newest": """
        const a = signal(1), sum = computed(() => a() + 1), seen = [];
        effect(() => seen.push(sum()));
        a.set(5); settle();
        return [seen, [2, 6]];""",
    "what an effect no longer reads no longer wakes it": """
        const which = signal(true), a = signal('a'), b = signal('b'), seen = [];
        effect(() => seen.push(which() ? a() : b()));
        which.set(false); settle(); a.set('x'); settle();
        return [seen, ['a', 'b']];""",
    "the end of a scope ends what began in it": """
        const a = signal(1); let runs = 0;
        const [, end] = scope(() => effect(() => { a(); runs += 1; }));
        end(); a.set(2); settle();
        return [runs, 1];""",
    "reading quietly binds nothing": """
        const a = signal(1); let runs = 0;
        effect(() => { quietly(a); runs += 1; });
        a.set(2); settle();
        return [runs, 1];""",
    "a broken effect does not still the others": """
        const a = signal(0), seen = [], said = [];
        addEventListener('error', (event) => { said.push(event.error.message); event.preventDefault(); }, { once: true });
        effect(() => { if (a() === 1) throw new Error('broken'); });
        effect(() => seen.push(a()));
        a.set(1); settle();
        return [[seen, said], [[0, 1], ['broken']]];""",
    "text is text": """
        const made = h('p', null, '<img src=x onerror=alert(1)>', 0, null, false, ['a', ['b']]);
        return [[made.children.length, made.textContent], [0, '<img src=x onerror=alert(1)>0ab']];""",
    "properties and attributes follow signals": """
        const on = signal(false), name = signal('a');
        const made = h('button', { disabled: on, class: name, 'aria-busy': () => on() || null });
        const before = [made.disabled, made.className, made.getAttribute('aria-busy')];
        on.set(true); name.set('b'); settle();
        return [[before, made.disabled, made.className, made.getAttribute('aria-busy')], [[false, 'a', null], true, 'b', 'true']];""",
    "a select takes its value after its options": """
        return [h('select', { value: 'b' }, h('option', { value: 'a' }), h('option', { value: 'b' })).value, 'b'];""",
    "a part is drawn anew in its place": """
        const n = signal(1);
        const made = h('p', null, 'a', () => (n() ? h('b', null, n()) : null), 'z');
        const texts = [made.textContent]; n.set(0); settle(); texts.push(made.textContent); n.set(7); settle(); texts.push(made.textContent);
        return [texts, ['a1z', 'az', 'a7z']];""",
    "effects of a part end with it": """
        const n = signal(1), inner = signal(0); let runs = 0;
        h('p', null, () => { n(); return h('i', null, () => { runs += 1; return inner(); }); });
        n.set(2); settle(); inner.set(1); settle();
        return [runs, 3];""",
    "the focus goes to the same control when its part is drawn anew": """
        const n = signal(1);
        const made = h('div', null, () => [h('button', { id: 'other' }), h('button', { id: 'mine' }, n())]);
        document.body.append(made);
        document.getElementById('mine').focus(); n.set(2); settle();
        const now = document.activeElement.id + document.activeElement.textContent;
        made.remove();
        return [now, 'mine2'];""",
    "a list keeps the rows that stay": """
        const items = signal([{ id: 'a', n: 1 }, { id: 'b', n: 1 }]); let made = 0;
        const list = each(h('ul'), items, (one) => one.id, (one) => { made += 1; return h('li', null, () => one().id + one().n); });
        const first = list.firstElementChild;
        items.set([{ id: 'c', n: 1 }, { id: 'b', n: 2 }, { id: 'a', n: 1 }]); settle();
        return [[list.innerText || list.textContent, made, list.lastElementChild === first], ['c1b2a1', 3, true]];""",
    "the focus stays on a row that moves": """
        const items = signal(['a', 'b']);
        const list = each(h('ul'), items, (one) => one, (one) => h('li', null, h('button', { id: 'row-' + one.peek() })));
        document.body.append(list);
        document.getElementById('row-b').focus(); items.set(['b', 'a']); settle();
        const now = document.activeElement.id;
        list.remove();
        return [now, 'row-b'];""",
}
RUN = """async ([base, body]) => {
    const core = { ...(await import(`${base}lib/signals.js`)), ...(await import(`${base}lib/dom.js`)) };
    const { signal, computed, effect, settle, scope, quietly, h, each } = core;
    return (() => { BODY })();
}"""


@pytest.fixture(scope="module")
def page(browser: Browser, shown: Server) -> Page:
    page = browser.new_page(base_url=shown.url)
    page.goto("/sign-in")
    return page


@pytest.mark.parametrize("case", CASES)
def test_the_core(page: Page, case: str) -> None:
    base = page.locator("script[type=module]").get_attribute("src").removesuffix("main.js")

    found, wanted = page.evaluate(RUN.replace("BODY", CASES[case]), [base, ""])

    assert found == wanted
