/** Something in the file or the environment that keeps the program from starting. Holds no value of a credential. */
export interface ConfigProblem {
  /** A key (`routes[0].host`), the name of an environment variable, or empty for the whole file. */
  readonly path: string;
  /** Both from 1; null: not in the file. */
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

/** `decant.yaml:3:5: hold.timeout_seconds: expected a number` */
export function formatProblem(problem: ConfigProblem, file: string): string {
  const place = problem.line === null ? 'environment' : `${file}:${problem.line}:${problem.column ?? 1}`;
  return [place, problem.path, problem.message].filter((part) => part !== '').join(': ');
}

/** `routes[0].host`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
