package dev.gapless.standalone.playbook;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a person does about an incident.
 *
 * @param name as it is written on the command line
 * @param title one line
 * @param when the incident that it is for
 * @param steps in their order; the last ones prove that it is over
 */
public record IncidentPlaybook(String name, String title, String when, List<PlaybookStep> steps) {

    public IncidentPlaybook {
        steps = List.copyOf(steps);
    }

    /** Names of what the commands have to be told, sorted. */
    public Set<String> parameters() {
        Set<String> names = new TreeSet<>();
        steps.forEach(step -> names.addAll(step.parameters()));
        return names;
    }
}
