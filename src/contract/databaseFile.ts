/** Names of the files of a database: whoever opens one means its folder. Anything else that is no folder is to be taken over. */
export const DATABASE_FILE = /^\.(UserDatabase|GroupDatabase|UserMgmtRightsDB|UserMgmtDB)\.csv_?$/
