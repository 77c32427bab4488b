package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// LeaseTime is how long a worker may be silent before others take its job over,
// seconds. Clocks of servers of one database differ by less.
const LeaseTime = 60

// Lease notes that owner works on a job, until LeaseTime from now. It answers how
// often the job was rescued.
func (s *Store) Lease(ctx context.Context, job int64, owner string) (rescues int, err error) {
	err = s.write.NewRaw(`INSERT INTO job_lease (job_id, owner, until, rescues, waits_for) VALUES (?, ?, ?, 0, '')
		ON CONFLICT (job_id) DO UPDATE SET owner = excluded.owner, until = excluded.until, waits_for = ''
		RETURNING rescues`, job, owner, s.now()+LeaseTime).Scan(ctx, &rescues)
	if err != nil {
		return 0, fmt.Errorf("lease job %d: %w", job, err)
	}
	return rescues, nil
}

// Waits notes what a job waits for that is worked on later.
func (s *Store) Waits(ctx context.Context, job int64, reason string) error {
	if _, err := s.write.NewRaw("UPDATE job_lease SET waits_for = ?, until = 0 WHERE job_id = ?", reason,
		job).Exec(ctx); err != nil {
		return fmt.Errorf("job %d waits: %w", job, err)
	}
	return nil
}

// Unlease forgets a job that is done.
func (s *Store) Unlease(ctx context.Context, job int64) error {
	if _, err := s.write.NewRaw("DELETE FROM job_lease WHERE job_id = ?", job).Exec(ctx); err != nil {
		return fmt.Errorf("job %d is done: %w", job, err)
	}
	return nil
}

// WaitingFor counts the jobs that wait, by what they wait for.
func (s *Store) WaitingFor(ctx context.Context) ([]Tally, error) {
	var list []Tally
	err := s.read.NewRaw(
		"SELECT '' AS kind, waits_for AS state, COUNT(*) AS count FROM job_lease WHERE waits_for <> '' GROUP "+
			"BY waits_for ORDER BY waits_for").Scan(ctx, &list)
	if err != nil {
		return nil, fmt.Errorf("count waiting jobs: %w", err)
	}
	return list, nil
}

// Rescue puts jobs back into the queue whose worker is gone: its lease has ended,
// or, with all, whoever had it (when no other server can be there). It costs them
// no attempt, as it is not their fault. It tells how many there were.
func (s *Store) Rescue(ctx context.Context, all bool) (int, error) {
	var n int
	err := s.Tx(ctx, func(tx Tx) error {
		var ids []int64
		lost := "SELECT id FROM river_job WHERE state = 'running' AND (? OR NOT EXISTS (SELECT 1 FROM " +
			"job_lease WHERE job_id = river_job.id AND until >= ?))"
		if err := tx.NewRaw(lost, all, s.now()).Scan(ctx, &ids); err != nil || len(ids) == 0 {
			return err
		}
		n = len(ids)
		_, err := tx.NewRaw(`INSERT INTO job_lease (job_id, owner, until, rescues, waits_for)
			SELECT id, '', 0, 1, '' FROM river_job WHERE id IN (?)
			ON CONFLICT (job_id) DO UPDATE SET rescues = job_lease.rescues + 1, until = 0`, bun.List(ids)).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw(
			"UPDATE river_job SET state = 'available', attempt = CASE WHEN attempt > 0 THEN attempt - 1 ELSE "+
				"0 END WHERE id IN (?)", bun.List(ids)).Exec(ctx)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("rescue interrupted jobs: %w", err)
	}
	return n, nil
}
