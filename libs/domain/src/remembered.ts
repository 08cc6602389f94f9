/**
 * The same function, which remembers its latest answers and begins anew once it has `most` of them. For answers that depend
 * on the text alone: the events of a scan come one after the other, and each is looked at in several places.
 */
export function remembered<T>(most: number, find: (text: string) => T): (text: string) => T {
  let answers = new Map<string, T>();
  return (text) => {
    let answer = answers.get(text);
    if (answer !== undefined) return answer;
    answer = find(text);
    if (answers.size >= most) answers = new Map();
    answers.set(text, answer);
    return answer;
  };
}
