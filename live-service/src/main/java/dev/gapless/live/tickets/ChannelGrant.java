package dev.gapless.live.tickets;

import dev.gapless.common.live.ChannelName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rights of a ticket.
 *
 * @param channels patterns {@code source/account/stream}, of which each part may be {@code *}
 * @param openUntil no connection opens with it from then on
 * @param connectedUntil no connection opened with it lasts longer
 * @param tenant whose caller asked for it; null for one of the whole installation
 */
public record ChannelGrant(
        List<String> channels,
        Instant openUntil,
        Instant connectedUntil,
        @Nullable String tenant) {

    private static final int PARTS = 3;

    public ChannelGrant {
        channels = List.copyOf(channels);
    }

    /** A pattern is allowed by one that is as wide, and by no sum of narrower ones. */
    public boolean allows(ChannelName channel) {
        String[] asked = {channel.source(), channel.account(), channel.stream()};
        return channels.stream().anyMatch(pattern -> matches(pattern.split("/", -1), asked));
    }

    private static boolean matches(String[] pattern, String[] asked) {
        for (int part = 0; part < PARTS; part++) {
            if (!pattern[part].equals("*") && !pattern[part].equals(asked[part])) {
                return false;
            }
        }
        return true;
    }

    /** True for a text of three parts, none of them empty. */
    static boolean isPattern(String text) {
        String[] parts = text.split("/", -1);
        return parts.length == PARTS && List.of(parts).stream().noneMatch(String::isEmpty);
    }
}
