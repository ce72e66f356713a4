/**
 * User names and passwords.
 *
 * @module
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { replaceFile } from './library.ts';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const BYTES = 32;
const NAME = /^[\p{L}\p{N}_-]{2,30}$/u;
const SHORTEST_PASSWORD = 8;

interface Account {
  /** The name as the user writes it. */
  readonly user: string;
  readonly salt: string;
  readonly key: string;
}

/** The accounts in a file. */
export class Accounts {
  readonly #file: string;
  readonly #accounts: Map<string, Account>;

  private constructor(file: string, accounts: Iterable<[string, Account]>) {
    this.#file = file;
    this.#accounts = new Map(accounts);
  }

  /** Reads a file. If it does not exist, there are no accounts. */
  static async open(file: string): Promise<Accounts> {
    const text = await readFile(file, 'utf8').catch(() => '[]');
    return new Accounts(file, JSON.parse(text));
  }

  /** The name of the user, if the password is correct. Takes as long if the user does not exist. */
  async verify(user: string, password: string): Promise<string | false> {
    const account = this.#accounts.get(user.toLowerCase());
    const salt = account ? Buffer.from(account.salt, 'base64') : randomBytes(BYTES);
    const key = await derive(password, salt, BYTES);
    const isRight = account !== undefined && timingSafeEqual(key, Buffer.from(account.key, 'base64'));
    return isRight && account.user;
  }

  /** Creates an account, unless the name is taken, or the name or password is malformed. */
  async create(user: string, password: string): Promise<'made' | 'taken' | 'malformed'> {
    if (!NAME.test(user) || password.length < SHORTEST_PASSWORD) return 'malformed';
    const salt = randomBytes(BYTES);
    const key = await derive(password, salt, BYTES);
    if (this.#accounts.has(user.toLowerCase())) return 'taken';
    const account = { user, salt: salt.toString('base64'), key: key.toString('base64') };
    this.#accounts.set(user.toLowerCase(), account);
    await replaceFile(this.#file, JSON.stringify([...this.#accounts]));
    return 'made';
  }
}
