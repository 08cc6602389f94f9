/**
 * Finds the places where the catalogue decides about access and makes each of them switchable, for the mutation check:
 * `isAccessOff(id)` stands before it, and while its site is switched off the permissive value takes its place.
 */
import ts from 'typescript';

/** What a decision becomes when it is taken away. */
const PERMISSIVE = [
  [/^assert/u, 'undefined'],
  [/^(readFilter|as\w*Filter)$/u, '{}'],
  [/^\w*[rR]ule(V3)?$/u, '{ all: true }'],
  [/^(may|allows|is)[A-Z]?/u, 'true'],
];
const REFUSALS = new Set(['forbidden', 'unauthenticated', 'notFound']);
const OPEN_SCOPES = { PUBLISHED: '{}', REGISTERED_ONLY: '{}', PUBLIC_SCOPE: '{ block: {}, dataset: {} }' };
const FREE_FUNCTIONS = /^(may[A-Z]|allows|as[A-Z]\w*Filter$)/u;

const permissiveFor = (name) => PERMISSIVE.find(([pattern]) => pattern.test(name))?.[1];
/** `this.access`, `this.parts.access`. */
const isAccessService = (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'access';

/** The decision that this call is, by its name; undefined for any other call. */
function decisionOf(node) {
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee) && isAccessService(callee.expression)) return callee.name.text;
  return ts.isIdentifier(callee) && FREE_FUNCTIONS.test(callee.text) ? callee.text : undefined;
}
const isInFunction = (node) => Boolean(ts.findAncestor(node, ts.isFunctionLike));
/** A name that stands for its value, not the name of a member or of a declaration. */
const isUsed = ({ parent }) =>
  !ts.isPropertyAccessExpression(parent) && !ts.isVariableDeclaration(parent) && !ts.isImportSpecifier(parent);
/** Conditions on records that are no call; what they become. */
function openConditionOf(node) {
  if (ts.isIdentifier(node) && Object.hasOwn(OPEN_SCOPES, node.text) && isUsed(node)) return OPEN_SCOPES[node.text];
  const isReaders = (property) => property.name && ts.isIdentifier(property.name) && property.name.text === 'readers';
  if (ts.isObjectLiteralExpression(node) && node.properties.length === 1 && isReaders(node.properties[0])) return '{}';
  const isAsked = ts.isConditionalExpression(node.parent ?? node) && node.parent.condition === node;
  if (isAsked && ts.isPropertyAccessExpression(node) && node.name.text === 'isPublished') return 'true';
  return undefined;
}
const isRefusal = (node) =>
  ts.isThrowStatement(node) &&
  ts.isCallExpression(node.expression) &&
  ts.isIdentifier(node.expression.expression) &&
  REFUSALS.has(node.expression.expression.text);

/** @returns the source with every decision switchable */
export function withAccessSites(source, file) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const inserted = [];
  const around = (node, before, after) => {
    inserted.push([node.getStart(tree), before], [node.getEnd(), after]);
  };
  const siteOf = (node, what) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    return JSON.stringify(`${file}:${line + 1} ${what}`);
  };
  const visit = (node) => {
    if (isRefusal(node)) {
      const what = node.expression.expression.text;
      around(node, `if (!isAccessOff(${siteOf(node, what)})) `, '');
    } else if (ts.isCallExpression(node)) {
      const name = decisionOf(node);
      const permissive = name && permissiveFor(name);
      if (permissive) around(node, `(isAccessOff(${siteOf(node, name)}) ? ${permissive} : `, ')');
    }
    const opened = isInFunction(node) ? openConditionOf(node) : undefined;
    if (opened) around(node, `(isAccessOff(${siteOf(node, node.getText(tree).slice(0, 40))}) ? ${opened} : `, ')');
    ts.forEachChild(node, visit);
  };
  visit(tree);
  // From the end, so that positions stay true; at one position what was found first stands outside.
  const sorted = inserted.map((entry, index) => [...entry, index]).sort((a, b) => b[0] - a[0] || b[2] - a[2]);
  return sorted.reduce((text, [position, insert]) => text.slice(0, position) + insert + text.slice(position), source);
}
