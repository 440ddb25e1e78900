/** POSIX shells: nothing is special within single quotes, and a single quote stands outside of them. */
export function shQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function shExports(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(variables).map(([name, value]) => `export ${name}=${shQuoted(value)}`);
}

/** fish: within single quotes, a backslash stands before a single quote or a backslash. */
export function fishExports(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(variables).map(
    ([name, value]) => `set -gx ${name} '${value.replace(/['\\]/g, '\\$&')}'`,
  );
}
