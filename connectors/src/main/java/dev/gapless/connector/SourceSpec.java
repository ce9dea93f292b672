package dev.gapless.connector;

import java.util.Map;

/**
 * The part of a manifest that every kind of connector shares.
 *
 * @param source the connector's name, first part of every stream's key
 * @param revision fingerprint of the manifest's text
 * @param accounts how the source writes the ids of its accounts
 * @param streams by name
 */
public record SourceSpec(
        String source,
        String revision,
        AuthenticationScheme authentication,
        HttpSpec http,
        SocketSpec socket,
        AccountFormat accounts,
        Map<String, StreamSpec> streams) {

    public SourceSpec {
        streams = Map.copyOf(streams);
    }

    /** Of a source whose accounts have ids of any form. */
    public SourceSpec(
            String source,
            String revision,
            AuthenticationScheme authentication,
            HttpSpec http,
            SocketSpec socket,
            Map<String, StreamSpec> streams) {
        this(source, revision, authentication, http, socket, AccountFormat.ANY, streams);
    }
}
