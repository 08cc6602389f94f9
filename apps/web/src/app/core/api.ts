import { Injectable, inject } from '@angular/core';
import { Connection } from './connection';
import type { Call } from './http';
import { request } from './http';
import { Problem, asProblem, problemOfAnswer } from './problem';
import { Session } from './session';

/** The catalogue refuses a record changed at or after the moment it is given, so that is the one after the version. */
const after = (version: string | null | undefined): string | undefined =>
  version ? new Date(Date.parse(version) + 1).toISOString() : undefined;

/** The catalogue, with the session kept alive. Pages talk to nothing else. */
@Injectable({ providedIn: 'root' })
export class Api {
  private readonly session = inject(Session);
  private readonly connection = inject(Connection);

  get<T>(path: string, query?: Call['query'], signal?: AbortSignal): Promise<T> {
    return this.call<T>(path, { query, signal });
  }
  send<T>(method: NonNullable<Call['method']>, path: string, json?: unknown): Promise<T> {
    return this.call<T>(path, { method, json });
  }
  /** A question that is too long for an address. */
  ask<T>(path: string, json: unknown, signal?: AbortSignal): Promise<T> {
    return this.call<T>(path, { method: 'POST', json, signal });
  }
  /** Changes what the patch names, unless the record was changed after `version` (its `updatedAt`). */
  merge<T>(path: string, patch: unknown, version?: string | null): Promise<T> {
    return this.call<T>(path, { method: 'PATCH', json: patch, mergePatch: true, unmodifiedSince: after(version) });
  }
  /** As `merge`, but named members are replaced as a whole: records that have no merge patch. */
  change<T>(path: string, fields: unknown, version?: string | null): Promise<T> {
    return this.call<T>(path, { method: 'PATCH', json: fields, unmodifiedSince: after(version) });
  }

  private async call<T>(path: string, call: Call): Promise<T> {
    if (this.session.ended()) throw new Problem('signed-out', '');
    try {
      return await this.once<T>(path, call);
    } catch (fault) {
      if (!(fault instanceof Problem) || fault.kind !== 'signed-out' || !this.session.lastUser()) throw fault;
      if (!(await this.session.refresh())) throw fault;
      return this.once<T>(path, call);
    }
  }

  private async once<T>(path: string, call: Call): Promise<T> {
    try {
      const answer = await request<T>(path, { ...call, csrf: this.session.csrfToken() });
      this.connection.good();
      return answer;
    } catch (fault) {
      this.note(fault);
      throw fault;
    }
  }
  private note(fault: unknown): void {
    if (!(fault instanceof Problem)) return;
    if (fault.kind === 'offline' || fault.kind === 'unavailable') this.connection.bad();
    else this.connection.good();
  }

  /** Sends a file with progress, which fetch does not tell. */
  async upload<T>(path: string, form: FormData, progress: (share: number) => void): Promise<T> {
    try {
      return await this.uploadOnce<T>(path, form, progress);
    } catch (fault) {
      if (asProblem(fault).kind !== 'signed-out' || !(await this.session.refresh())) throw fault;
      return this.uploadOnce<T>(path, form, progress);
    }
  }
  private uploadOnce<T>(path: string, form: FormData, progress: (share: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call = new XMLHttpRequest();
      call.open('POST', path);
      call.setRequestHeader('accept', 'application/json');
      call.setRequestHeader('x-csrf-token', this.session.csrfToken());
      call.responseType = 'json';
      call.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      call.onerror = () => reject(new Problem(navigator.onLine ? 'unavailable' : 'offline', ''));
      call.onload = () =>
        call.status < 300
          ? resolve(call.response as T)
          : reject(problemOfAnswer(call.status, call.response, (name) => call.getResponseHeader(name)));
      call.send(form);
    });
  }
}

/** A persistent identifier as one part of a path. */
export const part = (id: string): string => encodeURIComponent(id);
