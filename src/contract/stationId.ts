/** The opened database that is this computer's own (user-management 2); it is there once the station is set up. */
export const STATION = 'station'
