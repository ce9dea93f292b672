package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One benchmark's outcome. */
public final class BenchmarkReport {

    private final String name;
    private final String title;
    private final RoundResults rounds;
    private final List<FigureGoal> goals = new ArrayList<>();
    private final Map<String, RoundStatistic> facts = new LinkedHashMap<>();
    private final Map<String, List<ProfileShare>> profile = new LinkedHashMap<>();
    private final Map<String, LineChart> curves = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param name as in the command, and in the names of the files */
    public BenchmarkReport(String name, String title, RoundResults rounds) {
        this.name = name;
        this.title = title;
        this.rounds = rounds;
    }

    public BenchmarkReport goal(FigureGoal goal) {
        goals.add(goal);
        return this;
    }

    /** A figure that is not held against anything. */
    public BenchmarkReport fact(String what, RoundStatistic seen) {
        facts.put(what, seen);
        return this;
    }

    public BenchmarkReport profile(String view, List<ProfileShare> shares) {
        profile.put(view, List.copyOf(shares));
        return this;
    }

    /** @param plot its name among the files */
    public BenchmarkReport plot(String plot, LineChart curve) {
        curves.put(plot, curve);
        return this;
    }

    public BenchmarkReport note(String note) {
        notes.add(note);
        return this;
    }

    public String name() {
        return name;
    }

    public String title() {
        return title;
    }

    public RoundResults rounds() {
        return rounds;
    }

    public List<FigureGoal> goals() {
        return List.copyOf(goals);
    }

    public Map<String, RoundStatistic> facts() {
        return new LinkedHashMap<>(facts);
    }

    public Map<String, List<ProfileShare>> profile() {
        return new LinkedHashMap<>(profile);
    }

    Map<String, LineChart> curves() {
        return new LinkedHashMap<>(curves);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
