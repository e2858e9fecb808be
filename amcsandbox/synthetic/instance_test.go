package synthetic

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/catalog"
)

func TestDefaultInstancesCoverTypesRegionsAndShapes(t *testing.T) {
	t.Parallel()
	instances := DefaultInstances()
	require.GreaterOrEqual(t, len(instances), 6)
	require.Equal(t, Standard, instances[0].Type)
	types, regions, ids := map[Type]int{}, map[Region]int{}, map[string]bool{}
	for _, instance := range instances {
		types[instance.Type]++
		regions[instance.Account.Region]++
		require.Regexp(t, `^amc[a-z0-9]{8}$`, instance.ID)
		require.Regexp(t, `^ENTITY[A-Z0-9]{12,14}$`, instance.Account.ID)
		require.Regexp(t, `^[A-Za-z0-9 ]{3,50}$`, instance.Name)
		require.False(t, ids[instance.ID], instance.ID)
		ids[instance.ID] = true
		for _, advertiser := range instance.Advertisers {
			require.False(t, ids[advertiser.ID], advertiser.ID)
			ids[advertiser.ID] = true
			if advertiser.Type == SponsoredAds {
				require.Regexp(t, `^ENTITY[A-Z0-9]{12,14}$`, advertiser.ID)
				require.Equal(t, instance.Account.MarketplaceID, advertiser.MarketplaceID)
				continue
			}
			require.Regexp(t, `^[0-9]+$`, advertiser.ID)
			require.Empty(t, advertiser.MarketplaceID)
		}
	}
	require.Len(t, types, 2)
	require.Len(t, regions, 2)
}

func TestFirstInstanceHoldsEveryTable(t *testing.T) {
	t.Parallel()
	first := DefaultInstances()[0]
	for _, table := range catalog.Default().Tables() {
		require.True(t, first.Has(table), table.Name)
	}
}

func TestSandboxHoldsNeitherSegmentsNorAudienceTwins(t *testing.T) {
	t.Parallel()
	for _, instance := range DefaultInstances() {
		if instance.Type != Sandbox {
			continue
		}
		for _, table := range instance.Tables(catalog.Default()) {
			require.True(t, table.InSandbox(), table.Name)
		}
		twin, _ := catalog.Default().Table("dsp_impressions_for_audiences")
		require.False(t, instance.Has(twin))
	}
}
