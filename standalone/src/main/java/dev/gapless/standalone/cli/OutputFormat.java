package dev.gapless.standalone.cli;

/** How a command writes what a service answered. */
enum OutputFormat {
    /** Columns for people. */
    table,

    /** One JSON document. */
    json,

    /** One YAML document. */
    yaml,

    /** Each element of a list as a line of JSON. */
    ndjson
}
