/** Processes whose folder and open sockets are looked at: a master holds the listening sockets, workers are alike. */
export const SCANNED_PROCESSES = 8
/** Folders in which the service may be installed, and how far up its node_modules may lie. */
export const FOLDERS = 4
export const PARENTS = 5
/** package.json files read. A tree with more copies of three packages says the same again. */
export const PACKAGES = 40
/** Bytes of a package.json that are read: name and version stand near the top or, with old npm, the bottom. */
export const PACKAGE_BYTES = 65_536
/** Source files searched in a folder, how large each may be (in 512-byte blocks, as find counts), how deep, how long. */
export const SOURCE_FILES = 2_000
export const SOURCE_BLOCKS = 512
export const SOURCE_DEPTH = 8
export const SEARCH_SECONDS = 2
/** Lines kept that set perMessageDeflate, and their characters. */
export const SETTINGS = 12
export const LINE_CHARS = 160
export const PATH_CHARS = 300
/** Ports that are offered a handshake: a service with a WebSocket server has one or two. */
export const HANDSHAKES = 3
/** Up to this share of the service's memory, what compression may cost is called little. */
export const SMALL_SHARE = 0.1
