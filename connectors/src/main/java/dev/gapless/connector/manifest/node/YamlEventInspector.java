package dev.gapless.connector.manifest.node;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Looks over the document before any of it is built: an alias can make a small file endless, and so can depth. */
final class YamlEventInspector {

    private static final int DEEPEST = 20;

    private YamlEventInspector() {}

    static boolean allowed(String text, LoadSettings settings, ManifestProblems problems) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event) {
                case AliasEvent alias -> {
                    problems.add(line(event), "", "", "no aliases", "write the value out where it is meant");
                    return false;
                }
                case CollectionStartEvent start -> depth++;
                case CollectionEndEvent end -> depth--;
                default -> {
                    // scalars and the ends of documents add nothing
                }
            }
            if (depth > DEEPEST) {
                problems.add(line(event), "", "", "at most %d levels".formatted(DEEPEST), "remove what is deeper");
                return false;
            }
        }
        return true;
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
