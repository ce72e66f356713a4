/** Header text by camelCase names, so that tests can send values that no property accepts. */
export type HeaderText = Readonly<Record<string, string | undefined>>;

/** The same by header names: `ifMatch` becomes `if-match`. */
export function headerText(fields: HeaderText): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
}
