// Members and posts. In memory: everything is gone when the process ends. That fits a verifier in dev mode, whose
// references live for one run as well; a real site would put a database behind the same few methods.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const MOST_MEMBERS = 5_000;
const MOST_POSTS = 500;

/** Why a member could not be added: `name_taken` or `full`. */
export class StoreError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Names that look the same to people are the same. */
const keyOf = (name) => name.normalize("NFKC").toLowerCase();
const hash = (code) => createHash("sha256").update(code).digest();

/**
 * @typedef {{id: string, name: string, joinedAt: number, referenceId: string | null}} Member
 * @typedef {{member: Member, text: string, at: number}} Post
 */
export class Store {
  #members = new Map();
  #byName = new Map();
  #recovery = new Map();
  #posts = [];

  constructor({ now = Date.now } = {}) {
    this.now = now;
  }

  /** The name is theirs from now on. @returns {Member} @throws {StoreError} */
  addMember(name) {
    if (this.#byName.has(keyOf(name))) throw new StoreError("name_taken");
    if (this.#members.size >= MOST_MEMBERS) throw new StoreError("full");
    // Random and without meaning: this is what the verifier gets to know of a member.
    const member = { id: `m_${randomBytes(12).toString("hex")}`, name, joinedAt: this.now(), referenceId: null };
    this.#members.set(member.id, member);
    this.#byName.set(keyOf(name), member);
    return member;
  }

  /** @returns {Member | null} */
  member(id) {
    return this.#members.get(id) ?? null;
  }

  /** @returns {Member | null} */
  memberNamed(name) {
    return this.#byName.get(keyOf(name)) ?? null;
  }

  setReference(id, referenceId) {
    const member = this.#members.get(id);
    if (member) member.referenceId = referenceId;
  }

  removeMember(id) {
    const member = this.#members.get(id);
    if (!member) return;
    this.#members.delete(id);
    this.#byName.delete(keyOf(member.name));
    this.#recovery.delete(id);
    this.#posts = this.#posts.filter((post) => post.memberId !== id);
  }

  /** Replaces the member's recovery code. Its 100 random bits need no slow hash. */
  setRecoveryCode(id, code) {
    this.#recovery.set(id, hash(code));
  }

  /** Whether it was the member's code, which is used up by this. */
  useRecoveryCode(id, code) {
    const known = this.#recovery.get(id);
    if (!known || !timingSafeEqual(known, hash(code))) return false;
    return this.#recovery.delete(id);
  }

  addPost(memberId, text, at = this.now()) {
    this.#posts.push({ memberId, text, at });
    if (this.#posts.length > MOST_POSTS) this.#posts.shift();
  }

  /** Newest first. @returns {Post[]} */
  posts(limit = 50) {
    const newest = [...this.#posts].sort((a, b) => b.at - a.at).slice(0, limit);
    return newest.map(({ memberId, text, at }) => ({ member: this.member(memberId), text, at }));
  }
}
