import { invalid } from '../errors';
import { reasonText } from '../reasons';

/**
 * Arithmetic over captured values, for items that are computed: numbers, keys of other items, `+ - * / ^`, parentheses and
 * the functions below. Nothing else, so that a configuration can never run code.
 */
const FUNCTIONS: Readonly<Record<string, (...numbers: number[]) => number>> = {
  abs: Math.abs,
  cos: Math.cos,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  sin: Math.sin,
  sqrt: Math.sqrt,
  tan: Math.tan,
};

type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'call'; readonly name: string; readonly of: readonly Node[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Node; readonly right: Node };

const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|([-+*/^(),]))/uy;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (const end = text.trimEnd().length; TOKEN.lastIndex < end;) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw invalid(reasonText('expression-sign', { text: text.slice(at).trim().slice(0, 20) }));
    tokens.push((match[1] ?? match[2] ?? match[3]) as string);
  }
  return tokens;
}

/** Binds tighter the higher; `^` from the right. */
const STRENGTH: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 };
const SIGN_STRENGTH = 3;
const DEEPEST = 100;

class Parser {
  private at = 0;
  private depth = 0;
  constructor(private readonly tokens: readonly string[]) {}

  whole(): Node {
    const node = this.expression(0);
    if (this.at < this.tokens.length)
      throw invalid(reasonText('expression-surplus', { token: this.tokens[this.at] as string }));
    return node;
  }

  private expression(weakest: number): Node {
    if (++this.depth > DEEPEST) throw invalid(reasonText('expression-deep'));
    let left = this.operand();
    for (;;) {
      const operator = this.tokens[this.at] ?? '';
      const strength = STRENGTH[operator] ?? 0;
      if (strength === 0 || strength < weakest) break;
      this.at++;
      left = { kind: 'operation', operator, left, right: this.expression(operator === '^' ? strength : strength + 1) };
    }
    this.depth--;
    return left;
  }

  private operand(): Node {
    const token = this.tokens[this.at++];
    if (token === undefined) throw invalid(reasonText('expression-short'));
    if (token === '-') {
      const right = this.expression(SIGN_STRENGTH);
      return { kind: 'operation', operator: '-', left: { kind: 'number', value: 0 }, right };
    }
    if (token === '(') {
      const inner = this.expression(0);
      this.expect(')');
      return inner;
    }
    if (/^[\d.]/u.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^[A-Za-z_]/u.test(token)) throw invalid(reasonText('expression-misplaced', { token }));
    return this.tokens[this.at] === '(' ? this.call(token) : { kind: 'key', key: token };
  }

  private call(name: string): Node {
    if (!Object.hasOwn(FUNCTIONS, name)) throw invalid(reasonText('expression-function', { name }));
    this.at++;
    const of = [this.expression(0)];
    while (this.tokens[this.at] === ',') {
      this.at++;
      of.push(this.expression(0));
    }
    this.expect(')');
    return { kind: 'call', name, of };
  }

  private expect(token: string): void {
    if (this.tokens[this.at++] !== token) throw invalid(reasonText('expression-missing', { token }));
  }
}

function valueOf(node: Node, values: Readonly<Record<string, unknown>>): number {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'key': {
      const value = Object.hasOwn(values, node.key) ? values[node.key] : undefined;
      if (typeof value !== 'number') throw invalid(`${node.key} is no number`);
      return value;
    }
    case 'call':
      return (FUNCTIONS[node.name] as (...numbers: number[]) => number)(
        ...node.of.map((item) => valueOf(item, values)),
      );
    case 'operation': {
      const [left, right] = [valueOf(node.left, values), valueOf(node.right, values)];
      switch (node.operator) {
        case '+':
          return left + right;
        case '-':
          return left - right;
        case '*':
          return left * right;
        case '/':
          return left / right;
        default:
          return left ** right;
      }
    }
  }
}

function keysIn(node: Node): string[] {
  if (node.kind === 'key') return [node.key];
  if (node.kind === 'call') return node.of.flatMap(keysIn);
  return node.kind === 'operation' ? [...keysIn(node.left), ...keysIn(node.right)] : [];
}

export interface Expression {
  /** Keys whose values it needs. */
  readonly keys: readonly string[];
  /** @throws SciZooError `invalid` when a value is missing or no number, or the result is not finite */
  evaluate(values: Readonly<Record<string, unknown>>): number;
}

/** @throws SciZooError `invalid`, saying what is wrong with the text */
export function parseExpression(text: string): Expression {
  const node = new Parser(tokensOf(text)).whole();
  return {
    keys: [...new Set(keysIn(node))],
    evaluate: (values) => {
      const result = valueOf(node, values);
      if (!Number.isFinite(result)) throw invalid('the result is not a finite number');
      return result;
    },
  };
}
