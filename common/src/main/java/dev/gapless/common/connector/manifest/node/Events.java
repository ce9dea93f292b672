package dev.gapless.common.connector.manifest.node;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Looks over the document before any of it is built: an alias can make a small file endless, and so can depth. */
final class Events {

    private static final int DEEPEST = 20;

    private Events() {}

    static boolean allowed(String text, LoadSettings settings, Problems problems) {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event) {
                case AliasEvent alias -> {
                    problems.add(line(event), "", "", "no aliases", "write the value out where it is meant");
                    return false;
                }
                case DocumentStartEvent start -> documents++;
                case CollectionStartEvent start -> depth++;
                case CollectionEndEvent end -> depth--;
                default -> {
                    // scalars and the ends of documents add nothing
                }
            }
            if (depth > DEEPEST || documents > 1) {
                String rule = documents > 1 ? "one document" : "at most %d levels".formatted(DEEPEST);
                problems.add(line(event), "", "", rule, "remove what is beyond");
                return false;
            }
        }
        return true;
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
