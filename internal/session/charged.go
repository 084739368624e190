package session

// chargedAccounts are, for each session, the accounts that its last record was
// charged to: one for each budget with accounts of its own.
type chargedAccounts struct {
	stride int
	pages  [][]chargedAccount
}

// chargedAccount is an account; one of another serial has gone.
type chargedAccount struct{ at, serial uint32 }

func (c *chargedAccounts) of(slot uint32) []chargedAccount {
	page := int(slot / pageSize)
	for c.stride > 0 && page >= len(c.pages) {
		c.pages = append(c.pages, make([]chargedAccount, c.stride*pageSize))
	}
	if c.stride == 0 {
		return nil
	}
	first := int(slot%pageSize) * c.stride
	return c.pages[page][first : first+c.stride]
}

func (c *chargedAccounts) set(slot uint32, scoped int, at, serial uint32) {
	c.of(slot)[scoped] = chargedAccount{at, serial}
}

func (c *chargedAccounts) clear(slot uint32) { clear(c.of(slot)) }
