import { Injectable } from '@nestjs/common';
import {
  allows,
  asFilter,
  type Caller,
  forbidden,
  isAdmin,
  type Kind,
  mayAnnotate,
  mayChange,
  mayDelete,
  mayIngest,
  notFound,
  type Owned,
  type PrivilegedGroups,
  readRule,
  type ReadRule,
} from '@scizoo/domain';
import { CatalogueConfig, privilegedGroupsOf } from '../config';

/** The access rules of the domain with the groups of this deployment. */
@Injectable()
export class AccessService {
  /** For rules that are not wrapped here: `mayCreateDataset(caller, access.groups, …)`. */
  readonly groups: PrivilegedGroups;
  /** A caller of some thousand groups asks often, and stays the same object for as long as a session is remembered. */
  private readonly rules = new WeakMap<Caller, Map<Kind, ReadRule>>();
  constructor(config: CatalogueConfig) {
    this.groups = privilegedGroupsOf(config);
  }

  readRule(caller: Caller, kind: Kind): ReadRule {
    let known = this.rules.get(caller);
    if (!known) this.rules.set(caller, (known = new Map()));
    let rule = known.get(kind);
    if (!rule) known.set(kind, (rule = readRule(caller, this.groups, kind)));
    return rule;
  }
  /** Condition to AND with whatever the caller asks for. */
  readFilter(caller: Caller, kind: Kind): Record<string, unknown> {
    return asFilter(this.readRule(caller, kind));
  }
  mayRead(caller: Caller, kind: Kind, record: Owned): boolean {
    return allows(this.readRule(caller, kind), record);
  }
  mayChange(caller: Caller, record: Owned): boolean {
    return mayChange(caller, this.groups, record);
  }
  mayAnnotate(caller: Caller, record: Owned): boolean {
    return mayAnnotate(caller, this.groups, record);
  }
  mayDelete(caller: Caller): boolean {
    return mayDelete(caller, this.groups);
  }
  mayIngest(caller: Caller): boolean {
    return mayIngest(caller, this.groups);
  }
  isAdmin(caller: Caller): boolean {
    return isAdmin(caller, this.groups);
  }

  /** SciCat's answer to a record that the caller may not read: 403. */
  assertReadable(caller: Caller, kind: Kind, record: Owned): void {
    if (!this.mayRead(caller, kind, record)) throw forbidden();
  }
  /** Our own routes do not tell that the record exists: 404. */
  assertVisible(caller: Caller, kind: Kind, record: Owned): void {
    if (!this.mayRead(caller, kind, record)) throw notFound();
  }
  assertMayChange(caller: Caller, record: Owned, message?: string): void {
    if (!this.mayChange(caller, record)) throw forbidden(message);
  }
  assertMayAnnotate(caller: Caller, record: Owned, message?: string): void {
    if (!this.mayAnnotate(caller, record)) throw forbidden(message);
  }
  assertMayDelete(caller: Caller, message?: string): void {
    if (!this.mayDelete(caller)) throw forbidden(message);
  }
  assertMayIngest(caller: Caller): void {
    if (!this.mayIngest(caller)) throw forbidden();
  }
  assertAdmin(caller: Caller): void {
    if (!this.isAdmin(caller)) throw forbidden();
  }
}
