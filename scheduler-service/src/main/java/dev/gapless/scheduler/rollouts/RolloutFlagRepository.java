package dev.gapless.scheduler.rollouts;

import org.springframework.data.jpa.repository.JpaRepository;

/** The flags that operators set. */
interface RolloutFlagRepository extends JpaRepository<RolloutFlag, RolloutKey> {}
