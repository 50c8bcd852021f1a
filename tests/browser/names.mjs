// Names that nobody wrote, as many as a very large reference has, in the form that `theme/script/symbols.js` reads.

const VERBS = ['get', 'set', 'list', 'create', 'delete', 'patch', 'read', 'replace', 'connect', 'update', 'watch'];
const NOUNS = ['namespaced', 'cluster', 'custom', 'object', 'status', 'scale', 'config', 'map', 'model', 'resource', 'pod', 'template', 'spec', 'event'];

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const nounOf = (number) => NOUNS[number % NOUNS.length];

/** A page of all names with so many of them: modules with six classes of twelve members. */
export function pageOfNames(number) {
    const lines = [];
    let left = number;
    for (let at = 0; left > 0; at += 1) {
        const module = `package${at % 40}.${nounOf(at)}_${at}`;
        const names = [`p0${module}`];
        for (let next = 0; next < 6; next += 1) {
            const name = `${module}.V${next}${capital(nounOf(at * 7 + next))}${capital(nounOf(at + 3 * next))}`;
            names.push(`c0${name}`);
            for (let member = 0; member < 12; member += 1) {
                const verb = VERBS[(member + next) % VERBS.length];
                names.push(`${'maf'[member % 3]}0${name}.${verb}_${nounOf(member * 5 + at)}_${nounOf(member + next * at)}`);
            }
        }
        const taken = names.slice(0, left);
        left -= taken.length;
        lines.push(`0${module.replaceAll('.', '/')} ${module} ${taken.join(' ')}`);
    }
    return `<!doctype html><title>Names</title><script type="text/plain" id="autodoc-symbols">${lines.join('\n')}</script>`;
}
