/** Prints which parts of node this process loads with the given entry. */
const before = new Set(process.moduleLoadList);
await import(process.argv[2]);
console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))));
