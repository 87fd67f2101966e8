/** Names of the files of a database; anything else that is no folder is a file to be taken over. */
export const DATABASE_FILE = /^\.(UserDatabase|GroupDatabase|UserMgmtRightsDB|UserMgmtDB)\.csv_?$/
