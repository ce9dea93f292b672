package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.Figure;
import dev.gapless.benchmarks.measure.Rounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One benchmark's outcome. */
public final class Report {

    private final String name;
    private final String title;
    private final Rounds rounds;
    private final List<Goal> goals = new ArrayList<>();
    private final Map<String, Figure> facts = new LinkedHashMap<>();
    private final Map<String, List<Share>> profile = new LinkedHashMap<>();
    private final Map<String, Curve> curves = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param name as in the command, and in the names of the files */
    public Report(String name, String title, Rounds rounds) {
        this.name = name;
        this.title = title;
        this.rounds = rounds;
    }

    public Report goal(Goal goal) {
        goals.add(goal);
        return this;
    }

    /** A figure that is not held against anything. */
    public Report fact(String what, Figure seen) {
        facts.put(what, seen);
        return this;
    }

    public Report profile(String view, List<Share> shares) {
        profile.put(view, List.copyOf(shares));
        return this;
    }

    /** @param plot its name among the files */
    public Report plot(String plot, Curve curve) {
        curves.put(plot, curve);
        return this;
    }

    public Report note(String note) {
        notes.add(note);
        return this;
    }

    public String name() {
        return name;
    }

    public String title() {
        return title;
    }

    public Rounds rounds() {
        return rounds;
    }

    public List<Goal> goals() {
        return List.copyOf(goals);
    }

    public Map<String, Figure> facts() {
        return new LinkedHashMap<>(facts);
    }

    public Map<String, List<Share>> profile() {
        return new LinkedHashMap<>(profile);
    }

    Map<String, Curve> curves() {
        return new LinkedHashMap<>(curves);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
