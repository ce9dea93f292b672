package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import dev.gapless.sandbox.world.VersionOperation;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a version looks as an event. */
final class EventWriter {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long MICROS = 1_000_000;

    private EventWriter() {}

    static String write(ItemVersion version) {
        return write(version, type(version));
    }

    /** Under a type that is none of those that clients know. */
    static String writeRenamed(ItemVersion version) {
        return write(version, type(version) + "_v2");
    }

    private static String write(ItemVersion version, String type) {
        ObjectNode event = JSON.createObjectNode()
                .put("event_type", type)
                .put("object_id", version.id())
                .put("timestamp", version.position() / MICROS)
                .put("position", version.position())
                .put("revision", version.revision());
        if (version.operation() == VersionOperation.DELETE) {
            event.putObject("data").put("id", version.id());
        } else {
            event.putRawValue("data", version.item().raw());
        }
        return JSON.writeValueAsString(event);
    }

    private static String type(ItemVersion version) {
        return switch (version.stream()) {
            case SandboxStreamKinds.COMMENTS -> "comment_added";
            case SandboxStreamKinds.LIKES -> "like_added";
            case SandboxStreamKinds.TRANSACTIONS -> "transaction_added";
            case SandboxStreamKinds.PROFILE -> "profile_updated";
            default ->
                switch (version.operation()) {
                    case CREATE -> "post_created";
                    case UPDATE -> "post_updated";
                    case DELETE -> "post_deleted";
                };
        };
    }
}
