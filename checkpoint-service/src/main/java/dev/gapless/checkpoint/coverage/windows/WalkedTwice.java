package dev.gapless.checkpoint.coverage.windows;

/** When two windows {@code a} and {@code b} are two walks over the same positions, the second after the first. */
final class WalkedTwice {

    static final String CONDITION = """
            a.evidence = 'PAGE_WALK'
                   and b.evidence = 'PAGE_WALK'
                   and a.path = 'MINED'
                   and b.path = 'MINED'
                   and a.part_of <> b.part_of
                   and b.window_id not like 'merged:%'
                   and b.opened_at >= a.opened_at + interval '60 seconds'
                   and a.covered && b.covered
                   and a.aspects & b.aspects <> 0""";

    private WalkedTwice() {}
}
