const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);

/** RFC 7396: members of the patch replace, objects are merged, null removes. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}

/** Top-level fields of a record merged one by one; null stays null, which takes the field away. */
export const mergeFields = (
  current: Record<string, unknown>,
  patch: Record<string, unknown>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(patch).map(([name, value]) => [name, value === null ? null : mergePatch(current[name], value)]),
  );

/** Whether the request's body is a merge patch rather than fields to replace. */
export const isMergePatch = (contentType: string | undefined): boolean =>
  contentType?.toLowerCase().startsWith('application/merge-patch+json') ?? false;
