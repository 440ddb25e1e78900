export type Environment = Readonly<Record<string, string | undefined>>;

export type Substitution =
  | { readonly ok: true; readonly text: string; readonly variables: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const REFERENCE = /\$\{([^}]*)\}?/g;

/** Replaces each `${NAME}`. An unset or empty variable is a problem that names it; no value is ever in a problem. */
export function substitute(text: string, env: Environment): Substitution {
  const variables: string[] = [];
  const problems: string[] = [];
  const replaced = text.replace(REFERENCE, (reference: string, name: string) => {
    if (!isVariableName(name) || !reference.endsWith('}')) {
      problems.push(`a reference to a variable is written \${NAME}`);
      return '';
    }
    const value = readVariable(env, name);
    if (value === null) problems.push(`the environment variable ${name} is not set`);
    else variables.push(name);
    return value ?? '';
  });
  const [problem] = problems;
  return problem === undefined ? { ok: true, text: replaced, variables } : { ok: false, problem };
}

/** Whether a text that takes no references has one all the same. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/** An empty variable counts as unset. */
export function readVariable(env: Environment, name: string): string | null {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === undefined || value === '' ? null : value;
}

function isVariableName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
