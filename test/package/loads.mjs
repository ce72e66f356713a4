/** Prints what this process loads of node with the entry that it is given. */
const before = new Set(process.moduleLoadList);
await import(process.argv[2]);
console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))));
