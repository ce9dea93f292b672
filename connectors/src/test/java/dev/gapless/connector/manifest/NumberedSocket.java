package dev.gapless.connector.manifest;

/** Manifests of a source that numbers what its socket sends, and of one that tells its time. */
final class NumberedSocket {

    /** {@code # here} stands where more of the socket may be said. */
    static final String HERE = "  # here\n";

    /** Each item has a number of its own, and none is left out. */
    static final String DENSE = """
            type: rest
            source: ledger
            http:
              base-url: https://ledger.example
              rate: {per-second: 5, burst: 5}
            socket:
              url: wss://ledger.example/{account}
              heartbeat: 1s
              silence-limit: 4s
              lateness: 250ms
              unconfirmed: true
              subscribe: '{"op":"listen"}'
              refusal: {pointer: /op, equals: denied}
              # here
              ping: {by: protocol}
              events:
                type: /op
                ignore: [hello]
                map:
                  put: {stream: entries, operation: create}
            streams:
              entries:
                kind: event
                domain: sequence
                dense: true
                item: {id: /rev, position: /rev}
                listing:
                  path: /entries
                  order: newest-first
                  window: {}
                  paging: {by: last-item, parameter: before, empty-page: end}
                  items: ""
                poll: 1s
            """;

    /** Positions are times, and subscriptions are confirmed. */
    static final String TIMED = """
            type: rest
            source: notes
            http:
              base-url: https://notes.example
              rate: {per-second: 5, burst: 5}
            socket:
              url: wss://notes.example/{account}
              heartbeat: 1s
              silence-limit: 4s
              lateness: 250ms
              subscribe: '{"op":"listen"}'
              confirmation: {pointer: /op, equals: listening, time: /at, time-unit: milliseconds}
              # here
              ping: {by: message, message: '{"op":"ping"}'}
              pong: {pointer: /op, equals: pong, time: /at, time-unit: milliseconds}
              events:
                type: /op
                map:
                  note: {stream: notes, operation: create}
            streams:
              notes:
                kind: event
                item: {id: /id, position: /at, position-unit: milliseconds}
                listing:
                  path: /notes
                  order: newest-first
                  window: {}
                  paging: {by: last-item, parameter: before, empty-page: end}
                  items: ""
                settle: 1s
                horizon: 1d
                poll: 1s
            """;

    private NumberedSocket() {}

    static String with(String manifest, String more) {
        if (!manifest.contains(HERE)) {
            throw new IllegalArgumentException("no place for more");
        }
        return manifest.replace(HERE, more.isEmpty() ? "" : "  " + more + "\n");
    }
}
