package dev.gapless.capture.session;

import dev.gapless.connector.LiveSession;
import java.util.function.Consumer;

/**
 * The source's side of a connection.
 *
 * @param protocol what to say, and what the answers mean
 * @param oversized what happens to items that no record takes
 * @param confirmed hears the name of a stream each time that the source confirms a subscription to it
 */
public record SourceSession(LiveSession protocol, OversizedItems oversized, Consumer<String> confirmed) {}
