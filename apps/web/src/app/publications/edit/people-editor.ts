import { CdkDrag, CdkDragHandle, CdkDropList } from '@angular/cdk/drag-drop';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { DraftAgent, DraftContributor, DraftFault, DraftHome } from '@scizoo/domain';
import { CONTRIBUTOR_ROLES, agentNamed, emptyAgent, orcidIn, rorIn } from '@scizoo/domain';
import { FacilityInfo } from '../../core/facility';
import { Notices } from '../../core/notices';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { RowActs } from '../../ui/row-acts';
import { DraftEditor } from './draft-editor';
import type { FoundOrganisation, FoundPerson } from './registry-look-up';
import { RegistryLookUp } from './registry-look-up';

const same = (a: DraftAgent, b: DraftAgent): boolean =>
  `${a.familyName} ${a.givenName}`.trim().toLowerCase() === `${b.familyName} ${b.givenName}`.trim().toLowerCase();

/** The people of a publication in their order, with their identifiers and homes. Moved by hand, or with the arrows. */
@Component({
  selector: 'sz-people-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkDrag, CdkDragHandle, CdkDropList, Icon, RegistryLookUp, RowActs, TranslocoDirective],
  templateUrl: './people-editor.html',
  styleUrls: ['./publish-form.css', './people-editor.css'],
})
export class PeopleEditor {
  readonly of = input.required<'creators' | 'contributors'>();
  /** Names that the datasets know. */
  readonly suggested = input<readonly string[]>([]);
  private readonly editor = inject(DraftEditor);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly facility = inject(FacilityInfo);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly roles = CONTRIBUTOR_ROLES;
  protected readonly orcidIn = orcidIn;
  protected readonly rorIn = rorIn;
  protected readonly people = computed<readonly (DraftAgent & { role?: string })[]>(
    () => this.editor.draft()[this.of()],
  );
  protected readonly others = computed(() =>
    this.suggested().filter((name) => !this.people().some((one) => same(one, agentNamed(name)))),
  );
  /** Homes that somebody here has already. */
  protected readonly homes = computed(() => {
    const { creators, contributors } = this.editor.draft();
    const all = [...creators, ...contributors].flatMap(({ homes }) => homes).filter(({ name }) => name.trim() !== '');
    return [...new Map(all.map((home) => [home.name, home])).values()];
  });

  protected faultsOf(at: number): readonly DraftFault[] {
    return this.editor.faultsOf(this.of()).filter((fault) => fault.at === at);
  }
  protected hasFault(at: number, code: DraftFault['code'], home?: number): boolean {
    return this.faultsOf(at).some((fault) => fault.code === code && fault.home === home);
  }
  protected left(): void {
    this.editor.leaveField(this.of());
  }
  protected nameOf({ givenName, familyName }: DraftAgent, at: number): string {
    return [givenName, familyName].filter(Boolean).join(' ') || this.words.say('publishing.person', { n: at + 1 });
  }

  protected add(agent: DraftAgent = emptyAgent()): void {
    this.take([...this.people(), agent]);
    const at = this.people().length - 1;
    setTimeout(() => this.host.nativeElement.querySelector<HTMLElement>(`#${this.of()}-${at}-family`)?.focus());
  }
  protected addNamed(name: string): void {
    this.add(agentNamed(name));
  }
  protected change(at: number, part: Partial<DraftContributor>): void {
    this.take(this.people().map((one, place) => (place === at ? { ...one, ...part } : one)));
  }
  protected remove(at: number): void {
    const before = this.people();
    const name = this.nameOf(before[at] ?? emptyAgent(), at);
    this.take(before.filter((_, place) => place !== at));
    this.notices.offer(this.words.say('publishing.removed', { name }), () => this.take(before));
  }
  protected move(from: number, to: number): void {
    const people = [...this.people()];
    const [one] = people.splice(from, 1);
    if (!one || to < 0 || to > people.length) return;
    people.splice(to, 0, one);
    this.take(people);
    const place = { name: this.nameOf(one, from), n: to + 1, of: people.length };
    void this.announcer.announce(this.words.say('publishing.moved', place));
  }

  protected looksUp(registry: 'orcid' | 'ror'): boolean {
    return this.facility.facility()?.lookUps?.includes(registry) ?? false;
  }
  /** Names come as their owner writes them; what stood there comes back with one press. */
  protected takePerson(at: number, found: FoundPerson | FoundOrganisation): void {
    if (!('orcid' in found)) return;
    const before = this.people();
    const { orcid, givenName, familyName } = found;
    this.change(at, { orcid, givenName, familyName });
    this.tell(this.nameOf(this.people()[at] ?? emptyAgent(), at), before);
  }
  protected takeHome(at: number, place: number, found: FoundPerson | FoundOrganisation): void {
    if (!('ror' in found)) return;
    const before = this.people();
    this.changeHome(at, place, { name: found.name, ror: found.ror });
    this.tell(found.name, before);
  }
  private tell(name: string, before: readonly (DraftAgent & { role?: string })[]): void {
    this.notices.offer(this.words.say('publishing.lookUp.taken', { name }), () => this.take(before));
  }

  protected addHome(at: number): void {
    const homes = this.people()[at]?.homes ?? [];
    this.change(at, { homes: [...homes, { name: '', ror: '' }] });
  }
  /** A name that somebody else has brings its identifier along. */
  protected changeHome(at: number, place: number, part: Partial<DraftHome>): void {
    const homes = this.people()[at]?.homes ?? [];
    const known = part.name === undefined ? undefined : this.homes().find(({ name }) => name === part.name);
    const filled = (home: DraftHome): DraftHome => ({
      ...home,
      ...part,
      ...(known && home.ror.trim() === '' && { ror: known.ror }),
    });
    this.change(at, { homes: homes.map((home, n) => (n === place ? filled(home) : home)) });
  }
  protected removeHome(at: number, place: number): void {
    const homes = this.people()[at]?.homes ?? [];
    this.change(at, { homes: homes.filter((_, n) => n !== place) });
  }
  private take(people: readonly (DraftAgent & { role?: string })[]): void {
    if (this.of() === 'creators') this.editor.edit({ creators: people });
    else this.editor.edit({ contributors: people.map((one) => ({ ...one, role: one.role ?? 'Other' })) });
  }
}
