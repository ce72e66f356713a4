/** Headers as text by their names in camelCase, so that what no property would take can be sent, too. */
export type HeaderText = Readonly<Record<string, string | undefined>>;

/** The same by their names on the wire: `ifMatch` is `if-match`. */
export function headerText(fields: HeaderText): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
}
