/** The first member of every `.kusers` file says this. */
export const KUSERS_FORMAT = 'keyswitch-users'
/** The newest version that is read, and the one that is written. */
export const KUSERS_VERSION = 1
